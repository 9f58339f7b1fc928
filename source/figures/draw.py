"""Draw the figures of the deep-learning deck: `python source/figures/draw.py [FOLDER]`.

They are written beside this script, or into the folder, as NAME.svg; the same bytes every time.
"""

from __future__ import annotations

import sys
from pathlib import Path

import diagrams
import plots

FIGURES = (
    diagrams.what_is_deep_learning,
    diagrams.deep_vs_machine_learning,
    diagrams.neural_network,
    diagrams.multilayer_perceptron,
    plots.feature_scaling,
    diagrams.boltzmann_machine,
    plots.activation_function,
    plots.cost_function,
    plots.gradient_descent,
    diagrams.backpropagation,
    diagrams.feedforward_vs_recurrent,
    diagrams.rnn_applications,
    plots.softmax_relu,
    plots.learning_rate,
    diagrams.dropout_batchnorm,
    plots.batch_vs_sgd,
    plots.overfitting_underfitting,
    plots.weight_init,
    diagrams.cnn_layers,
    diagrams.epoch_batch_iteration,
    diagrams.tensor,
    diagrams.computational_graph,
    diagrams.autoencoder,
    diagrams.bagging_boosting,
    plots.vanishing_exploding_gradients,
)


def main(folder: Path) -> None:
    """Write each figure under the name of its function."""
    for figure in FIGURES:
        name = figure.__name__.replace("_", "-")
        svg = figure().svg(name)
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)

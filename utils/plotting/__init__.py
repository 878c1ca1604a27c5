"""Every figure of the course, drawn by one function each; each function shows its figure and returns nothing."""

from utils.plotting.answers import plot_curve_answer, plot_image_answer
from utils.plotting.backpropagation import (
    plot_accuracy_by_epoch,
    plot_costs,
    plot_dense_shapes,
    plot_intervals_by_count,
    plot_neuron_graph,
    plot_nudge,
    plot_step_errors,
)
from utils.plotting.convolutions import (
    edge_kernel,
    plot_channel_values,
    plot_convolution,
    plot_feature_maps,
    plot_filtered,
    plot_layers,
    plot_pooling,
    plot_saliency,
)
from utils.plotting.descent import (
    plot_activations_by_layer,
    plot_batch_sizes,
    plot_batches,
    plot_dropout,
    plot_landscape,
    plot_long_training,
    plot_settings,
    plot_speed,
    plot_stopping,
    plot_walks,
)
from utils.plotting.digits import (
    plot_accuracies,
    plot_choice_on_few,
    plot_class_counts,
    plot_digits,
    plot_image,
    plot_mean_digits,
    plot_pixel_histogram,
    plot_pixel_values,
    plot_predictions,
    plot_shrinking,
    plot_unrolling,
)
from utils.plotting.evaluation import (
    plot_accuracy_drop,
    plot_accuracy_intervals,
    plot_answers,
    plot_confidences,
    plot_confusion,
    plot_corruption_strips,
    plot_coverage,
    plot_digit_scores,
    plot_hidden_weights,
    plot_paired,
    plot_reliability,
    plot_surest_mistakes,
)
from utils.plotting.full_mnist import plot_candidates, plot_differences, plot_reported, plot_runs
from utils.plotting.functions import (
    plot_activations,
    plot_curves,
    plot_dying_relu,
    plot_gradient_sizes,
    plot_linear_regions,
    plot_relu_sum,
    plot_sine_by_relus,
    relu_sum,
)
from utils.plotting.networks import plot_history, plot_network, plot_result_over_seeds
from utils.plotting.optimizers import (
    plot_schedules,
    plot_scores_under_dropout,
    plot_spread_by_layer,
    plot_validation,
    plot_valley_paths,
    plot_weight_histograms,
)
from utils.plotting.probabilities import (
    plot_cross_entropy,
    plot_digit_with_scores,
    plot_image_to_loss,
    plot_loss_by_temperature,
    plot_losses_by_gap,
    plot_softmax_gradient,
    plot_softmax_shift,
    plot_temperature,
)
from utils.plotting.sliders import (
    answer_slider,
    nudge_slider,
    training_dashboard,
    unrolling_slider,
)

"""A reported number among seeds, one-cycle, label smoothing, a pipeline, a recipe of one's own."""

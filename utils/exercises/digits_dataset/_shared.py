"""What several exercises of this lesson need."""

SECONDS_WITH_IMPORT = 30.0  # importing scikit-learn inside an answer can take most of it on a slow machine

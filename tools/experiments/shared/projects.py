"""The known projects that the experiments belong to, in the order of results/README.md."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Project:
    """A known project: its title, and what all its experiments share, in whole sentences."""

    title: str
    about: str


PROJECTS = {
    "S1": Project(
        "S1: MNIST, 784-128-10, 5 epochs",
        "As published means ReLU, dropout 0.2, Adam at 0.001, batches of 32 and 5 epochs. A row names what differs. "
        "Where it does not say Keras, the network was trained in NumPy, with the same arithmetic.",
    ),
    "S2": Project(
        "S2: 5,000 images of 20×20, 400-25-15-10",
        "In Keras, with ReLU and logits. The original has no test set. Here it is MNIST's 10,000 test images, resized "
        "like the 5,000.",
    ),
    "S3": Project(
        "S3: 1,000 images, 784-1000-10 with tanh",
        "In NumPy, in batches of 50, with a rate that falls along a cosine. Each seed draws its own 1,000 training and "
        "350 test images from MNIST.",
    ),
    "S4": Project(
        "S4: MNIST with everything written in NumPy",
        "The original ends with a wish list: optimizers, dropout and more. This network has Adam and dropout from it.",
    ),
    "convolutions": Project(
        "Past the five: convolutions",
        "In Keras, in batches of 128, with one cycle of the learning rate.",
    ),
}

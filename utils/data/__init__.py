"""MNIST's files, found, downloaded, verified and turned into checked arrays. No TensorFlow, no plotting."""

from utils.data.csv_files import load_csv
from utils.data.digits import Digits, Source
from utils.data.digits5000 import as_images, as_rows, load_digits5000, shrink
from utils.data.errors import DataError
from utils.data.files import load_mat, load_npy
from utils.data.mnist import fetch_mnist, load_mnist
from utils.data.splitting import Split, from_one_hot, one_hot, split

"""Learning roles from JDs: from labels where there are some, else from the decisions themselves."""

from jdwork.learn.learning import MAX_JDS, Learned, learn, sample_jds
from jdwork.learn.model_file import read_role_model, write_role_model
from jdwork.learn.training import train_role_model

__all__ = [
    "MAX_JDS",
    "Learned",
    "learn",
    "read_role_model",
    "sample_jds",
    "train_role_model",
    "write_role_model",
]

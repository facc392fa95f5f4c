"""jdwork: the workbench of people who own a job-description role classifier."""

__version__ = "0.1.0"

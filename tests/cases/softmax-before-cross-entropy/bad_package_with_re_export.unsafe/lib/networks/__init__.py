# One more step on the way.
from .small import build

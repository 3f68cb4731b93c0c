"""Entity rules: ages, places, days, times, prices and needs, with values made regular.

Pure Python 3.10 with PyYAML: the Rasa component and the fallback without Rasa share them.
"""

from nlu.entities.extract import extract
from nlu.entities.found import Found
from nlu.entities.relevance import goes_with

__all__ = ["Found", "extract", "goes_with"]

from ser_desktop.library import Analysis as Analysis
from ser_desktop.library import AnalysisOptions as AnalysisOptions
from ser_desktop.library import AudioFileError as AudioFileError
from ser_desktop.library import Diarization as Diarization
from ser_desktop.library import InferenceOptions as InferenceOptions
from ser_desktop.library import InterpretationSettings as InterpretationSettings
from ser_desktop.library import LiveResult as LiveResult
from ser_desktop.library import LiveStream as LiveStream
from ser_desktop.library import SegmentOptions as SegmentOptions
from ser_desktop.library import SerError as SerError
from ser_desktop.library import WindowScores as WindowScores
from ser_desktop.library import analyze as analyze
from ser_desktop.library import diarize as diarize
from ser_desktop.library import infer as infer
from ser_desktop.library import interpret as interpret
from ser_desktop.library import load_model as load_model
from ser_desktop.library import to_frame as to_frame

__version__: str

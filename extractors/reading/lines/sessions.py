"""One way to open a model: one thread, no spinning, no memory kept beyond what the largest strip needed."""

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from extractors.reading.lines.models import Model, checked

Floats = NDArray[np.float32]


class Session:
    """One loaded model: takes `1 x 3 x height x width`, gives its first output."""

    def __init__(self, model: Model) -> None:
        """Raises WrongUse when the file is missing or not the pinned one."""
        self._session = onnxruntime.InferenceSession(
            checked(model), sess_options=_options(), providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name
        self.classes = self._session.get_outputs()[0].shape[-1]
        """Length of the output's last axis: a number, or a name where it varies."""

    def run(self, pixels: Floats) -> Floats:
        output: Floats = self._session.run(None, {self._input: pixels})[0]
        return output


def _options() -> onnxruntime.SessionOptions:
    """Batch 1 on one thread is the cheapest per page: processes, not threads, use further cores."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.enable_mem_pattern = False  # every strip has another width: remembered plans would only pile up
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options

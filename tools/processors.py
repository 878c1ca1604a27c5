"""The arithmetic of other processors, on this one.

A sum of many floats depends on the order of its terms, and the order depends on how many of them a processor adds at
once. So each processor gives different last digits, and after training even a different third digit. NumPy, its
OpenBLAS, oneDNN and XLA can each be told not to use newer instructions. They read these variables once, at the start.
"""

import platform

AVX2 = "a processor without AVX-512"
AVX = "a processor without AVX-512, AVX2 and FMA"


def other_processors() -> dict[str, dict[str, str]]:
    """The environment variables for each other processor, by its name. Empty if this one is not an x86-64."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return {}
    newer = _found_by_numpy()
    return {
        AVX2: {
            "ONEDNN_MAX_CPU_ISA": "AVX2",
            "OPENBLAS_CORETYPE": "Haswell",
            "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
            "NPY_DISABLE_CPU_FEATURES": " ".join(name for name in newer if name != "X86_V3"),
        },
        AVX: {
            "TF_ENABLE_ONEDNN_OPTS": "0",
            "ONEDNN_MAX_CPU_ISA": "AVX",  # TensorFlow still multiplies matrices with oneDNN
            "OPENBLAS_CORETYPE": "Sandybridge",
            "XLA_FLAGS": "--xla_cpu_max_isa=AVX",
            "NPY_DISABLE_CPU_FEATURES": " ".join(newer),
        },
    }


def _found_by_numpy() -> list[str]:
    """The groups of instructions that NumPy uses here beyond its minimum. X86_V3 is the one with AVX2."""
    import numpy as np

    return np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])

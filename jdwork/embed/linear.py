"""A linear layer laid out for blocks of a fixed number of rows."""

from __future__ import annotations

from typing import Any, Literal

Activation = Literal["none", "gelu"]


class Linear:
    """``activation(x @ weight.T + bias)``, by oneDNN's fused kernels where torch has them.

    There the weight is reordered once, and the activation or the sum with another tensor is taken while
    the product is still in the processor's registers, in float32.

    Parameters
    ----------
    weight
        Shape (outputs, inputs), float32 or bfloat16.
    bias
        Shape (outputs,), of the same type.
    rows
        Rows of every ``x``.
    activation
        ``gelu`` is the exact one, by the error function.
    fused
        Whether oneDNN's kernels may be used.
    """

    def __init__(
        self, weight: Any, bias: Any, *, rows: int, activation: Activation = "none", fused: bool = True
    ) -> None:
        import torch

        self._weight, self._bias, self._activation = weight, bias, activation
        self._fused = fused and has_fused_kernels()
        if self._fused:
            self._weight = torch.ops.mkldnn._reorder_linear_weight(weight.contiguous(), rows)

    def __call__(self, x: Any) -> Any:
        """Apply the layer, shape (rows, inputs) to (rows, outputs)."""
        import torch

        if self._fused:
            return torch.ops.mkldnn._linear_pointwise(
                x,
                self._weight,
                self._bias,
                self._activation,
                [],
                "none" if self._activation == "gelu" else "",
            )
        y = torch.nn.functional.linear(x, self._weight, self._bias)
        return torch.nn.functional.gelu(y) if self._activation == "gelu" else y

    def added(self, x: Any, other: Any) -> Any:
        """Apply a layer without activation, and add ``other``, shape (rows, outputs)."""
        import torch

        if self._fused:
            return torch.ops.mkldnn._linear_pointwise.binary(x, other, self._weight, self._bias, "add")
        return self(x) + other


def has_fused_kernels() -> bool:
    """Whether this build of torch has oneDNN's fused linear kernels."""
    import torch

    return torch.backends.mkldnn.is_available() and all(
        hasattr(torch.ops.mkldnn, name) for name in ("_linear_pointwise", "_reorder_linear_weight")
    )

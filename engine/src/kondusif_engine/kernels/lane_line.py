"""One row of one window for all replicates at once: LLVM vector code, lanes are replicates.

The statistic grows with the cases, so "does any zone of this row reach the level?" is an integer test:
cases >= threshold. The running count and the best excess over the threshold stay in vector registers.
"""

import numpy as np
from llvmlite import binding, ir
from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from kondusif_engine.kernels import compiled
from kondusif_engine.kernels.lane_lacks import Lacks
from kondusif_engine.kernels.lane_quads import Quads
from kondusif_engine.kernels.lane_thresholds import Thresholds

# Twice as many where the registers are twice as wide; the result does not depend on it.
LANES = 128 if binding.get_host_cpu_features().get("avx512bw") else 64
_I32, _I64 = ir.IntType(32), ir.IntType(64)


@intrinsic
def lane_line(typing, cells, plane, index, row, length, ladder, window, steps, first, excess):
    """Fill excess[lane] with a number >= 0 where the count of the first k sites reaches threshold k; any?

    Threshold k is ladder[window + steps[first + k]]. `plane`, `row`, `window` and `first` are offsets into
    the flattened cells, index, ladder and steps. Where the cells are bytes, thresholds may not fall along
    the row. Where `excess` is bytes too, one more step must follow the row, and a lane that once lacked
    over 255 cases may be called a reaching one though it is none.
    """
    signature = types.boolean(cells, plane, index, row, length, ladder, window, steps, first, excess)

    def generate(context, builder, signature, args):
        def start(which, offset=None):
            data = make_array(signature.args[which])(context, builder, args[which]).data
            return data if offset is None else builder.gep(data, [args[offset]])

        width = signature.args[0].dtype.bitwidth
        number = ir.IntType(signature.args[5].dtype.bitwidth)
        row = (start(0, 1), start(2, 3), args[4], Thresholds(builder, start(5, 6), start(7, 8)))
        if signature.args[9].dtype.bitwidth == 8:
            lacks = Lacks(builder, LANES, number)
            nothing = builder.icmp_unsigned("==", lacks.emit(*row), lacks.zero)
            result = builder.sext(builder.not_(nothing), lacks.bytes)  # 0 where nothing lacks, else -1
        elif width == 8:
            result = Quads(builder, LANES).emit(*row)
        else:
            result = _emit_line(builder, number, width, *row)
        stored = builder.store(result, builder.bitcast(start(9), result.type.as_pointer()))
        stored.align = result.type.element.width // 8
        reached = builder.icmp_signed(">=", result, ir.Constant(result.type, [0] * LANES))
        any_reached = builder.icmp_unsigned(
            "!=", builder.bitcast(reached, ir.IntType(LANES)), ir.Constant(ir.IntType(LANES), 0)
        )
        return context.cast(builder, any_reached, types.boolean, types.boolean)

    return signature, generate


def _emit_line(builder, number, width, plane, row, length, thresholds):
    """Emit the loop for cells of two or four bytes."""
    cell, lanes = ir.VectorType(ir.IntType(width), LANES), ir.VectorType(number, LANES)
    zero = ir.Constant(lanes, [0] * LANES)
    lowest = ir.Constant(lanes, [-(2 ** (number.width - 1))] * LANES)
    everywhere = ir.Constant(ir.VectorType(_I32, LANES), [0] * LANES)
    before, loop, after = builder.block, *map(builder.append_basic_block, ("line", "end"))
    builder.cbranch(builder.icmp_signed(">", length, _I64(0)), loop, after)
    builder.position_at_end(loop)
    k, count, best = builder.phi(_I64), builder.phi(lanes), builder.phi(lanes)
    site = builder.zext(builder.load(builder.gep(row, [k])), _I64)
    address = builder.gep(plane, [builder.mul(site, _I64(LANES))])
    here = builder.load(builder.bitcast(address, cell.as_pointer()))
    here.align = width // 8
    if width < number.width:
        here = builder.sext(here, lanes)
    one = builder.insert_element(ir.Constant(lanes, ir.Undefined), thresholds.at(k), _I32(0))
    threshold = builder.shuffle_vector(one, ir.Constant(lanes, ir.Undefined), everywhere)
    new_count = builder.add(count, here)
    over = builder.sub(new_count, threshold)
    new_best = builder.select(builder.icmp_signed(">", over, best), over, best)
    new_k = builder.add(k, _I64(1))
    for phi, initial, value in ((k, _I64(0), new_k), (count, zero, new_count), (best, lowest, new_best)):
        phi.add_incoming(initial, before)
        phi.add_incoming(value, loop)
    builder.cbranch(builder.icmp_signed("<", new_k, length), loop, after)
    builder.position_at_end(after)
    result = builder.phi(lanes)
    result.add_incoming(lowest, before)
    result.add_incoming(new_best, loop)
    return result


@compiled
def portable_line(cells, plane, index, row, length, ladder, window, steps, first, excess):
    """Do what lane_line does in plain loops, for machines or compilers without it.

    `cells` and `ladder` are flat here: [windows x sites x lanes] and [windows x steps].
    """
    count, lanes, reached = np.zeros(excess.size, np.int64), excess.size, False
    for lane in range(lanes):
        excess[lane] = -32768
    for k in range(length):
        at, threshold = plane + np.int64(index[row + k]) * lanes, np.int64(ladder[window + steps[first + k]])
        for lane in range(lanes):
            count[lane] += cells[at + lane]
            over = count[lane] - threshold
            if over > excess[lane]:
                excess[lane] = over
                reached |= over >= 0
    return reached

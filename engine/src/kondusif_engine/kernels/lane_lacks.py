"""The line of one-byte cells in which no number is wider than a byte.

What is carried is not the count but what each lane lacks to the threshold, at most 255. It is never more
than what truly lacks: a lane found lacking nothing may be a false alarm where it lacked more than 255
before, and is scored exactly by the caller; no lane that reaches a threshold is missed.

Thresholds grow along a row, so if four sites together do not bring what lacks to the first of their
thresholds, none of the four zones reaches its own. Only where some lane lacks nothing after such four
is each site looked at.
"""

from llvmlite import ir

STEP = 4
_FULL = 255
_I8, _I32, _I64 = (ir.IntType(n) for n in (8, 32, 64))


class Lacks:
    """Emits the loops into a builder, for so many replicates and thresholds of a type."""

    def __init__(self, builder: ir.IRBuilder, lanes: int, number: ir.IntType) -> None:
        self.builder, self.lanes, self.number = builder, lanes, number
        self.bytes = ir.VectorType(_I8, lanes)
        self.zero, self.full = (ir.Constant(self.bytes, [value] * lanes) for value in (0, _FULL))

    def saturating(self, name: str, one, other):
        """Return the sum, at most 255, or the difference, at least 0."""
        name = f"llvm.{name}.v{self.lanes}i8"
        function = self.builder.module.globals.get(name) or ir.Function(
            self.builder.module, ir.FunctionType(self.bytes, [self.bytes, self.bytes]), name
        )
        return self.builder.call(function, [one, other])

    def added(self, one, other):
        return self.saturating("uadd.sat", one, other)

    def taken(self, one, other):
        return self.saturating("usub.sat", one, other)

    def everywhere(self, number):
        """Return a number between 0 and 255 or above it in all lanes."""
        most = self.number(_FULL)
        one = self.builder.select(self.builder.icmp_signed("<", number, most), number, most)
        one = self.builder.trunc(one, _I8)
        alone = self.builder.insert_element(ir.Constant(self.bytes, ir.Undefined), one, _I32(0))
        where = ir.Constant(ir.VectorType(_I32, self.lanes), [0] * self.lanes)
        return self.builder.shuffle_vector(alone, ir.Constant(self.bytes, ir.Undefined), where)

    def any_is_zero(self, lacks):
        flags = self.builder.icmp_unsigned("==", lacks, self.zero)
        bits = self.builder.bitcast(flags, ir.IntType(self.lanes))
        return self.builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0))

    def least(self, one, other):
        return self.builder.select(self.builder.icmp_unsigned("<", one, other), one, other)

    def number_at(self, start, k):
        return self.builder.load(self.builder.gep(start, [k]))

    def rise(self, one, later):
        """Return in all lanes by how much a later threshold is above one."""
        return self.everywhere(self.builder.sub(later, one))

    def cells_at(self, plane, row, k):
        site = self.builder.zext(self.number_at(row, k), _I64)
        address = self.builder.gep(plane, [self.builder.mul(site, _I64(self.lanes))])
        here = self.builder.load(self.builder.bitcast(address, self.bytes.as_pointer()))
        here.align = 1
        return here

    def carried(self):
        """Return the place in the row, its threshold, what lacks to that, and the least that ever lacked."""
        return [self.builder.phi(kind) for kind in (_I64, self.number, self.bytes, self.bytes)]

    @staticmethod
    def feed(carried, values, block) -> None:
        for phi, value in zip(carried, values, strict=True):
            phi.add_incoming(value, block)

    def emit(self, plane, row, length, thresholds, carried):
        """Emit the loops; return what each lane lacks after them, and 0 where it ever lacked nothing.

        `carried` holds both as the loops begin, the first counted against the first of the thresholds. One
        threshold must follow the row.
        """
        builder, before = self.builder, self.builder.block
        fours, look, next_, ones, single, end = (
            builder.append_basic_block(name) for name in ("fours", "look", "next", "ones", "single", "end")
        )
        whole = builder.and_(length, _I64(-STEP))
        start = [_I64(0), thresholds.at(_I64(0)), *carried]
        builder.cbranch(builder.icmp_signed(">", whole, _I64(0)), fours, ones)

        builder.position_at_end(fours)
        carried = k, now, lacks, least = self.carried()
        cells = [self.cells_at(plane, row, builder.add(k, _I64(i))) for i in range(STEP)]
        # A sum that does not fit a byte is 255, which leaves nothing lacking: each site is looked at.
        four = self.added(self.added(cells[0], cells[1]), self.added(cells[2], cells[3]))
        left = self.taken(lacks, four)
        later = thresholds.at(builder.add(k, _I64(STEP)))
        skipped = self.added(left, self.rise(now, later))
        builder.cbranch(self.any_is_zero(left), look, next_)

        builder.position_at_end(look)
        seen, lowest = lacks, least
        between = [thresholds.at(builder.add(k, _I64(i))) for i in range(1, STEP)]
        for one, before_, after_ in zip(cells, [now, *between], [*between, later], strict=True):
            after = self.taken(seen, one)
            lowest = self.least(after, lowest)
            seen = self.added(after, self.rise(before_, after_))
        builder.branch(next_)

        builder.position_at_end(next_)
        state = [builder.phi(self.bytes), builder.phi(self.bytes)]
        self.feed(state, (skipped, least), fours)
        self.feed(state, (seen, lowest), look)
        following = (builder.add(k, _I64(STEP)), later, *state)
        self.feed(carried, start, before)
        self.feed(carried, following, next_)
        builder.cbranch(builder.icmp_signed("<", following[0], whole), fours, ones)

        builder.position_at_end(ones)
        rest = self.carried()
        self.feed(rest, start, before)
        self.feed(rest, following, next_)
        builder.cbranch(builder.icmp_signed("<", rest[0], length), single, end)

        builder.position_at_end(single)
        k, now, lacks, least = rest
        after, later = self.taken(lacks, self.cells_at(plane, row, k)), thresholds.at(builder.add(k, _I64(1)))
        lacks = self.added(after, self.rise(now, later))
        self.feed(rest, (builder.add(k, _I64(1)), later, lacks, self.least(after, least)), single)
        builder.branch(ones)

        builder.position_at_end(end)
        return rest[2:]

    def fresh(self, thresholds):
        """Return what is carried into the first site of a row, which holds at least its centre."""
        return self.everywhere(thresholds.at(_I64(0))), self.full

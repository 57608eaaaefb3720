package seal

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// choice is how a chunk is packed: its codec, and for Samples how many samples
// a row of the image has, 0 where that is not known or does not pay. Every
// choice brings every chunk back; another one only leaves more of it.
type choice struct {
	codec Codec
	row   int
}

// rowBytes is what stands in front of what zstd made of samples: the length of
// the rows, big-endian.
const rowBytes = 2

// trialSize is how much of a chunk is packed to choose its codec.
const trialSize = 16 << 10

// choose packs the chunk's middle with and without samples. The middle, since a
// file's first chunk begins with what says what it is.
func choose(packed, between, plain []byte) choice {
	part := plain
	if len(plain) > trialSize {
		from := (len(plain) - trialSize) / 2 &^ 1 // samples begin at even places
		part = plain[from : from+trialSize]
	}
	whole, samples := choice{codec: Zstd}, choice{codec: Samples}
	if len(samples.pack(packed, between, part)) >= len(whole.pack(packed, between, part)) {
		return whole
	}
	samples.row = rowOf(plain)
	return samples
}

// pack appends the packed form to dst; between is room for what lies between.
func (c choice) pack(dst, between, plain []byte) []byte {
	p := packers.Get().(*packer)
	defer packers.Put(p)
	if c.codec != Samples {
		return p.enc.EncodeAll(plain, dst)
	}
	dst = binary.BigEndian.AppendUint16(dst, uint16(c.row))
	return p.packForm(dst, splitSamples(between, plain, c.row))
}

// Where rows are looked for: every fourth length first, since what is above a
// sample is like what is beside that, and then around the best of these.
const (
	shortestRow = 16
	longestRow  = 4096
	rowStep     = 4
	fewPlaces   = 32
	morePlaces  = 256
)

// rowOf finds how many samples a row of the image has, from how alike samples
// are at such a distance. It is 0 where none is found by which the chunk packs
// better.
func rowOf(plain []byte) int {
	n := len(plain) / 2
	longest := min(longestRow, n/4)
	if longest < shortestRow {
		return 0
	}
	var sums [longestRow/rowStep + 1]int
	far := sums[shortestRow/rowStep : longest/rowStep+1]
	places(n, longest+1, fewPlaces, func(i int) {
		s := sample(plain, i)
		before := plain[2*(i-longest) : 2*(i-shortestRow+1)]
		for k := range far {
			far[k] += distance(s, binary.LittleEndian.Uint16(before[len(before)-2:]))
			before = before[:max(0, len(before)-2*rowStep)]
		}
	})
	best := shortestRow + rowStep*slices.Index(far, slices.Min(far))
	alone, above := 0, [2*rowStep + 1]int{} // bits that are left
	places(n, longest+rowStep+1, morePlaces, func(i int) {
		d := sample(plain, i) - sample(plain, i-1)
		alone += length(d)
		for k := range above {
			up := i - best + rowStep - k
			above[k] += length(d - sample(plain, up) + sample(plain, up-1))
		}
	})
	least := slices.Min(above[:])
	if least+least/32 >= alone {
		return 0
	}
	return best - rowStep + slices.Index(above[:], least)
}

// length is how many bits of a difference are left once it was folded.
func length(d uint16) int { return bits.Len16(fold(d)) }

// places calls fn with so many places between the two, spread by the golden
// ratio: in even steps they could all stand in the same columns.
func places(n, from, many int, fn func(int)) {
	for k := range uint64(many) {
		part := k * 0x9e3779b97f4a7c15 >> 32 // of 2^32
		fn(from + int(part*uint64(n-from)>>32))
	}
}

// distance is how far apart two samples are; a large step counts once only.
func distance(a, b uint16) int {
	d := int(int16(a - b))
	return min(max(d, -d), 1<<10)
}

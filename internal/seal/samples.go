package seal

import "encoding/binary"

// An image of 16-bit samples packs better as the differences of neighbors, with
// their low and their high bytes apart. The difference d of a sample is that to
// the sample before. Where the length of the image's rows was found, the
// difference of the sample above is taken from it: what is left tells how the
// step to the right differs from that in the row above. What is left is folded
// so that a small one of either sign has a high byte of 0: 2e where e >= 0, else
// -2e-1, in 16 bits. Of n samples, little-endian, the form is n low bytes, n high
// bytes, and the last byte of an odd length as it is. Before the first sample all
// are 0. The form has the length of what it stands for, and stands for every
// content with every length of rows.

// Four samples are worked on at once, in four lanes of a word.
const (
	lanes = 0x0001000100010001 // times a sample: that sample in each lane
	tops  = 0x8000 * lanes
	lows  = 0x00ff * lanes
)

// splitSamples appends the form of plain to dst. A row of 0 samples means that
// none is looked for above.
func splitSamples(dst, plain []byte, row int) []byte {
	n := len(plain) / 2
	begin := len(dst)
	dst = grow(dst, len(plain))
	low, high := dst[begin:begin+n], dst[begin+n:begin+2*n]
	one := func(i int) {
		d := sample(plain, i) - sample(plain, i-1)
		if row > 0 {
			d -= sample(plain, i-row) - sample(plain, i-row-1)
		}
		d = fold(d)
		low[i], high[i] = byte(d), byte(d>>8)
	}
	top, first := n, n // top: samples of the first row; first: the first with two above
	if row > 0 {
		top, first = min(row, n), min(row+1, n)
	}
	src, l, h := plain, low[:top], high[:top]
	var last uint64 // the sample before
	for len(l) >= 4 && len(h) >= 4 && len(src) >= 8 {
		x := word(src)
		putFour(l, h, subLanes(x, x<<16|last))
		src, l, h, last = src[8:], l[4:], h[4:], x>>48
	}
	i := top - len(l)
	for ; i < first; i++ {
		one(i)
	}
	if i < n {
		src, l, h, last = plain[2*i:], low[i:], high[i:], uint64(sample(plain, i-1))
		above, corner := plain[2*(i-row):], uint64(sample(plain, i-row-1))
		for len(l) >= 4 && len(h) >= 4 && len(src) >= 8 && len(above) >= 8 {
			x, up := word(src), word(above)
			putFour(l, h, subLanes(subLanes(x, x<<16|last), subLanes(up, up<<16|corner)))
			src, above, l, h, last, corner = src[8:], above[8:], l[4:], h[4:], x>>48, up>>48
		}
		i = n - len(l)
	}
	for ; i < n; i++ {
		one(i)
	}
	if len(plain)%2 == 1 {
		dst[len(dst)-1] = plain[len(plain)-1]
	}
	return dst
}

// putFour folds four differences and puts their bytes down.
func putFour(low, high []byte, d uint64) {
	d = d&^tops<<1 ^ (d>>15&lanes)*0xffff
	binary.LittleEndian.PutUint32(low, gather(d&lows))
	binary.LittleEndian.PutUint32(high, gather(d>>8&lows))
}

// fold gives small differences of either sign a high byte of 0.
func fold(d uint16) uint16 { return d<<1 ^ uint16(int16(d)>>15) }

// joinSamples appends to dst what form stands for.
func joinSamples(dst, form []byte, row int) []byte {
	n := len(form) / 2
	begin := len(dst)
	dst = grow(dst, len(form))
	low, high := form[:n], form[n:2*n]
	out := dst[begin:]
	one := func(i int) {
		d := uint16(low[i]) | uint16(high[i])<<8
		d = (d>>1 ^ -(d & 1)) + sample(out, i-1)
		if row > 0 {
			d += sample(out, i-row) - sample(out, i-row-1)
		}
		binary.LittleEndian.PutUint16(out[2*i:], d)
	}
	top, first := n, n
	if row > 0 {
		top, first = min(row, n), min(row+1, n)
	}
	var last uint16 // the sample before
	i := 0
	for ; i+8 <= top; i += 8 { // two words: the sums within them wait for nothing
		x, y, o := word(low[i:]), word(high[i:]), out[2*i:2*i+16]
		a, b := sumLanes(four(uint32(x), uint32(y))), sumLanes(four(uint32(x>>32), uint32(y>>32)))
		middle := last + uint16(a>>48)
		binary.LittleEndian.PutUint64(o, addLanes(a, uint64(last)*lanes))
		binary.LittleEndian.PutUint64(o[8:], addLanes(b, uint64(middle)*lanes))
		last = middle + uint16(b>>48)
	}
	for ; i < first; i++ {
		one(i)
	}
	if i < n && row >= 8 { // those above are all there
		o, l, h := out[2*i:], low[i:], high[i:]
		last = sample(out, i-1)
		above, corner := out[2*(i-row):], uint64(sample(out, i-row-1))
		for len(l) >= 8 && len(h) >= 8 && len(o) >= 16 && len(above) >= 16 {
			x, y, up, next := word(l), word(h), word(above), word(above[8:])
			a := sumLanes(addLanes(four(uint32(x), uint32(y)), subLanes(up, up<<16|corner)))
			b := sumLanes(addLanes(four(uint32(x>>32), uint32(y>>32)), subLanes(next, next<<16|up>>48)))
			middle := last + uint16(a>>48)
			binary.LittleEndian.PutUint64(o, addLanes(a, uint64(last)*lanes))
			binary.LittleEndian.PutUint64(o[8:], addLanes(b, uint64(middle)*lanes))
			last = middle + uint16(b>>48)
			o, l, h, above, corner = o[16:], l[8:], h[8:], above[16:], next>>48
		}
		i = n - len(l)
	}
	for ; i < n; i++ {
		one(i)
	}
	if len(form)%2 == 1 {
		dst[len(dst)-1] = form[len(form)-1]
	}
	return dst
}

// four gives four differences of their bytes.
func four(low, high uint32) uint64 { return unfold(scatter(low) | scatter(high)<<8) }

// sample gives sample i of b, 0 before the first.
func sample(b []byte, i int) uint16 {
	if i < 0 {
		return 0
	}
	return binary.LittleEndian.Uint16(b[2*i:])
}

func word(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

// unfold gives the differences back, in each lane.
func unfold(d uint64) uint64 { return d>>1&^tops ^ (d&lanes)*0xffff }

// sumLanes gives in each lane the sum of those up to it.
func sumLanes(d uint64) uint64 {
	d = addLanes(d, d<<16)
	return addLanes(d, d<<32)
}

// addLanes adds in each lane; nothing is carried into the next.
func addLanes(a, b uint64) uint64 { return a&^tops + b&^tops ^ (a^b)&tops }

// subLanes takes b from a in each lane.
func subLanes(a, b uint64) uint64 { return (a | tops) - b&^tops ^ (a^^b)&tops }

// gather gives the low bytes of the four lanes side by side; scatter puts them
// back.
func gather(x uint64) uint32 {
	x = (x | x>>8) & 0x0000ffff0000ffff
	return uint32(x | x>>16)
}

func scatter(b uint32) uint64 {
	x := uint64(b)
	x = (x | x<<16) & 0x0000ffff0000ffff
	return (x | x<<8) & lows
}

// grow gives b with n more bytes, whatever they hold.
func grow(b []byte, n int) []byte {
	if len(b)+n <= cap(b) {
		return b[:len(b)+n]
	}
	return append(b, make([]byte, n)...)
}

package seal

import "encoding/binary"

// An image of 16-bit samples packs better as the differences of neighbors, with
// their low and their high bytes apart. A difference d is folded so that small
// ones of either sign have a high byte of 0: 2d where d >= 0, else -2d-1, in 16
// bits. Of n samples, little-endian, the form is n low bytes, n high bytes, and
// the last byte of an odd length as it is. The first sample's neighbor is 0.
// The form has the length of what it stands for, and stands for every content.

// Four samples are worked on at once, in four lanes of a word.
const (
	lanes = 0x0001000100010001 // times a sample: that sample in each lane
	tops  = 0x8000 * lanes
	lows  = 0x00ff * lanes
)

// splitSamples appends the form of plain to dst.
func splitSamples(dst, plain []byte) []byte {
	n := len(plain) / 2
	begin := len(dst)
	dst = grow(dst, len(plain))
	low, high := dst[begin:begin+n], dst[begin+n:begin+2*n]
	var last uint64 // the sample before
	src := plain
	for len(low) >= 4 && len(high) >= 4 && len(src) >= 8 {
		s := binary.LittleEndian.Uint64(src)
		before := s<<16 | last
		last = s >> 48
		d := (s | tops) - before&^tops ^ (s^^before)&tops // in each lane
		d = d&^tops<<1 ^ (d>>15&lanes)*0xffff
		binary.LittleEndian.PutUint32(low, gather(d&lows))
		binary.LittleEndian.PutUint32(high, gather(d>>8&lows))
		src, low, high = src[8:], low[4:], high[4:]
	}
	for i := range low {
		s := binary.LittleEndian.Uint16(src[2*i:])
		d := s - uint16(last)
		last = uint64(s)
		d = d<<1 ^ uint16(int16(d)>>15)
		low[i], high[i] = byte(d), byte(d>>8)
	}
	if len(plain)%2 == 1 {
		dst[len(dst)-1] = plain[len(plain)-1]
	}
	return dst
}

// joinSamples appends to dst what form stands for.
func joinSamples(dst, form []byte) []byte {
	n := len(form) / 2
	begin := len(dst)
	dst = grow(dst, len(form))
	low, high := form[:n], form[n:2*n]
	out := dst[begin:]
	var last uint16 // the sample before
	i := 0
	for ; i+8 <= n; i += 8 { // two words: the sums within them wait for nothing
		l, h := binary.LittleEndian.Uint64(low[i:]), binary.LittleEndian.Uint64(high[i:])
		a := sumLanes(unfold(scatter(uint32(l)) | scatter(uint32(h))<<8))
		b := sumLanes(unfold(scatter(uint32(l>>32)) | scatter(uint32(h>>32))<<8))
		middle := last + uint16(a>>48)
		o := out[2*i : 2*i+16]
		binary.LittleEndian.PutUint64(o, addLanes(a, uint64(last)*lanes))
		binary.LittleEndian.PutUint64(o[8:], addLanes(b, uint64(middle)*lanes))
		last = middle + uint16(b>>48)
	}
	for ; i < n; i++ {
		d := uint16(low[i]) | uint16(high[i])<<8
		last += d>>1 ^ -(d & 1)
		binary.LittleEndian.PutUint16(out[2*i:], last)
	}
	if len(form)%2 == 1 {
		dst[len(dst)-1] = form[len(form)-1]
	}
	return dst
}

// unfold gives the differences back, in each lane.
func unfold(d uint64) uint64 { return d>>1&^tops ^ (d&lanes)*0xffff }

// sumLanes gives in each lane the sum of those up to it.
func sumLanes(d uint64) uint64 {
	d = addLanes(d, d<<16)
	return addLanes(d, d<<32)
}

// addLanes adds in each lane; nothing is carried into the next.
func addLanes(a, b uint64) uint64 { return a&^tops + b&^tops ^ (a^b)&tops }

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

package seal

import (
	"encoding/binary"
	"slices"

	"github.com/klauspost/compress/huff0"
)

// The low bytes of differences are noise of few kinds: hardly four of them are
// found a second time, and looking for them is most of what zstd spends on an
// image. Where they do not run on, they get blocks of zstd (RFC 8878, section 3.1.1)
// in which nothing was looked for: literals alone, by Huffman's code. The rest of the
// frame is the encoder's. What unpacks zstd unpacks it.

// blockSize is the most that a block of zstd holds.
const blockSize = 128 << 10

// packForm appends the form of samples as one frame.
func (p *packer) packForm(dst, form []byte) []byte {
	low, rest := form[:len(form)/2], form[len(form)/2:]
	if len(low) == 0 || runsOn(low) {
		return p.enc.EncodeAll(form, dst)
	}
	const (
		magic = 0xfd2fb528
		sized = 2<<6 | 1<<5 // one segment, its length in four bytes
	)
	dst = binary.LittleEndian.AppendUint32(dst, magic)
	dst = append(dst, sized)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(form)))
	for b := range slices.Chunk(low, blockSize) {
		dst = p.literals(dst, b)
	}
	begin := len(dst)
	dst = p.enc.EncodeAll(rest, dst)
	return slices.Delete(dst, begin, begin+headSize(dst[begin:]))
}

// runsOn tells whether three of ten bytes are the same as the one before, as in an
// image's background.
func runsOn(b []byte) bool {
	const step = 8
	same := 0
	for i := 1; i < len(b); i += step {
		if b[i] == b[i-1] {
			same++
		}
	}
	return same*step*10 > len(b)*3
}

// literals appends a block, which is not the frame's last, of at most blockSize bytes.
func (p *packer) literals(dst, b []byte) []byte {
	const (
		raw     = 0 << 1
		packed  = 2 << 1
		huffman = 2 | 3<<2 // a table of their own, four streams, lengths of 18 bits
		around  = 5 + 1    // the literals' head, and how many sequences follow: none
	)
	block := func(kind, size int) {
		head := kind | size<<3
		dst = append(dst, byte(head), byte(head>>8), byte(head>>16))
	}
	p.huff.Reuse = huff0.ReusePolicyNone
	out, _, err := huff0.Compress4X(b, &p.huff)
	if err != nil || around+len(out) >= len(b) { // nothing is won
		block(raw, len(b))
		return append(dst, b...)
	}
	block(packed, around+len(out))
	head := uint64(huffman | len(b)<<4 | len(out)<<22)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(head))
	dst = append(dst, byte(head>>32))
	dst = append(dst, out...)
	return append(dst, 0)
}

// headSize is how long the head of a frame is that names no dictionary.
func headSize(frame []byte) int {
	const before = 5 // magic, and what says how long the rest is
	d := frame[4]
	if single := d&(1<<5) != 0; single {
		return before + max(1, 1<<(d>>6)&^1)
	}
	return before + 1 + 1<<(d>>6)&^1
}

package dicom

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"

	suyashkumar "github.com/suyashkumar/dicom"
	"github.com/suyashkumar/dicom/pkg/tag"
)

// library reads the described elements through suyashkumar/dicom and gives
// their raw values: texts undecoded, binary numbers as they were written.
//
// The library panics on some files, allocates what a length field asks for and
// takes gigabytes for nested sequences. So it gets a data set of known shape
// that holds nothing but elements which passed the walk: no sequences, no pixel
// data, lengths that are true, a few kilobytes in all. The character set is
// left out, which makes the library hand texts on as bytes: it knows no code
// extensions (charset.go does). It runs under recover, and is left behind when
// ctx ends.
func library(ctx context.Context, elements []rawElement, bigEndian bool) (map[uint32]string, error) {
	in := headerOf(elements, bigEndian)
	type answer struct {
		values map[uint32]string
		err    error
	}
	done := make(chan answer, 1)
	go func() {
		var a answer
		defer func() {
			if p := recover(); p != nil {
				a = answer{err: fmt.Errorf("library panicked: %v", p)}
			}
			done <- a
		}()
		var set suyashkumar.Dataset
		if set, a.err = suyashkumar.Parse(bytes.NewReader(in), int64(len(in)), nil, suyashkumar.SkipPixelData()); a.err == nil {
			a.values, a.err = valuesOf(set, bigEndian)
		}
	}()
	select {
	case a := <-done:
		return a.values, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// headerOf writes the elements as a file with explicit representations, in the
// byte order they came in.
func headerOf(elements []rawElement, bigEndian bool) []byte {
	syntax := explicitLittle
	if bigEndian {
		syntax = explicitBig
	}
	var meta, body bytes.Buffer
	put := func(b *bytes.Buffer, o binary.ByteOrder, t uint32, value []byte) {
		var h [8]byte
		o.PutUint16(h[:], uint16(t>>16))
		o.PutUint16(h[2:], uint16(t))
		copy(h[4:], described[t])
		o.PutUint16(h[6:], uint16(len(value)))
		b.Write(h[:])
		b.Write(value)
	}
	for _, e := range elements {
		switch {
		case e.tag == tagTransferSyntax || e.tag == tagCharacterSet || len(e.value) > 0xFFFE:
		case described[e.tag] == "US" && len(e.value) != 2:
		case e.tag>>16 == 2:
			put(&meta, binary.LittleEndian, e.tag, e.value)
		default:
			put(&body, orderOf(bigEndian), e.tag, e.value)
		}
	}
	put(&meta, binary.LittleEndian, tagTransferSyntax, []byte(syntax))

	out := bytes.NewBuffer(make([]byte, 0, 160+meta.Len()+body.Len()))
	out.Write(make([]byte, 128))
	out.WriteString("DICM")
	out.Write([]byte{2, 0, 0, 0, 'U', 'L', 4, 0})
	binary.Write(out, binary.LittleEndian, uint32(meta.Len()))
	meta.WriteTo(out)
	body.WriteTo(out)
	return out.Bytes()
}

// valuesOf takes the described values out of the library's data set.
func valuesOf(set suyashkumar.Dataset, bigEndian bool) (map[uint32]string, error) {
	values := make(map[uint32]string, len(set.Elements))
	for _, e := range set.Elements {
		t := uint32(e.Tag.Group)<<16 | uint32(e.Tag.Element)
		if described[t] == "" || t == tagTransferSyntax {
			continue
		}
		switch v := e.Value.GetValue().(type) {
		case []string:
			values[t] = strings.Join(v, `\`) // multi-byte texts may hold this byte: put them back together
		case []int:
			if len(v) != 1 {
				return nil, fmt.Errorf("%s: %d numbers", tag.DebugString(e.Tag), len(v))
			}
			var b [2]byte
			orderOf(bigEndian).PutUint16(b[:], uint16(v[0]))
			values[t] = string(b[:])
		default:
			return nil, fmt.Errorf("%s: unexpected type %T", tag.DebugString(e.Tag), v)
		}
	}
	return values, nil
}

package dicom

import "oso/internal/sopclass"

const (
	implicitLittle = "1.2.840.10008.1.2"
	explicitLittle = "1.2.840.10008.1.2.1"
	explicitBig    = "1.2.840.10008.1.2.2"
	deflated       = "1.2.840.10008.1.2.1.99"
	deflatedFrames = "1.2.840.10008.1.2.8.1" // each frame deflated by itself
	implicitGE     = "1.2.840.113619.5.2"    // GE private: implicit, pixels big endian
)

const (
	sopEncapsulated = sopclass.Storage + "104." // PDF, CDA, STL, OBJ, MTL
)

// viewable holds the transfer syntaxes that the viewer's codecs decode, or that
// Image.Frame undoes.
var viewable = map[string]bool{
	implicitLittle: true, explicitLittle: true, explicitBig: true, deflated: true,
	deflatedFrames:            true,
	implicitGE:                true,
	"1.2.840.10008.1.2.5":     true, // RLE
	"1.2.840.10008.1.2.4.50":  true, // JPEG baseline
	"1.2.840.10008.1.2.4.51":  true, // JPEG extended
	"1.2.840.10008.1.2.4.57":  true, // JPEG lossless
	"1.2.840.10008.1.2.4.70":  true, // JPEG lossless, first order
	"1.2.840.10008.1.2.4.80":  true, // JPEG-LS lossless
	"1.2.840.10008.1.2.4.81":  true, // JPEG-LS near lossless
	"1.2.840.10008.1.2.4.90":  true, // JPEG 2000 lossless
	"1.2.840.10008.1.2.4.91":  true, // JPEG 2000
	"1.2.840.10008.1.2.4.201": true, // HTJ2K lossless
	"1.2.840.10008.1.2.4.202": true, // HTJ2K lossless RPCL
	"1.2.840.10008.1.2.4.203": true, // HTJ2K
}

// remotePixels are the syntaxes whose image lies on a server (JPIP).
var remotePixels = map[string]bool{
	"1.2.840.10008.1.2.4.94": true, "1.2.840.10008.1.2.4.95": true,
	"1.2.840.10008.1.2.4.204": true, "1.2.840.10008.1.2.4.205": true,
}

// settle decides how the data set is written: what the file declares, checked
// against its first element, for writers get this wrong and the bytes decide.
// head is the start of the data set, 6 bytes or more, or shorter at its end.
func (w *walk) settle(declared string, head []byte) {
	w.syntax = declared
	w.implicit = declared == "" || declared == implicitLittle || declared == implicitGE
	w.bigEndian = declared == explicitBig
	if len(head) < 6 {
		return
	}
	if known, _ := vrForm(string(head[4:6])); known {
		w.implicit = false
		w.bigEndian = head[0] == 0 && head[1] != 0
	} else if !isUpper(head[4]) || !isUpper(head[5]) {
		w.implicit = true
		w.bigEndian = false
	}
	if declared == "" {
		switch {
		case w.implicit:
			w.syntax = implicitLittle
		case w.bigEndian:
			w.syntax = explicitBig
		default:
			w.syntax = explicitLittle
		}
	}
}

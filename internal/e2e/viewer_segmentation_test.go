package e2e

import (
	"bytes"
	"io"
	"os"
	"testing"

	"oso/internal/dicom"
)

// Segments are drawn where their files say: every pixel of the outlined organs
// of a public corpus, whichever way the masks are written and whether they name
// the image or only lie where it lies.
func TestViewerSegmentations(t *testing.T) {
	t.Parallel()
	const ct, data = "dcmqi/segmentations/ct-3slice/", "pydicom-data/"
	liver := corpusFiles(t, data+"liver.dcm")[0]
	masks := []string{"0", "1", "2"} // of its frames, by image
	for n := range masks {
		masks[n] = bitsOf(t, liver, n+1)
	}
	lookAt(t, "segmentations", corpusFiles(t,
		ct+"01.dcm", ct+"02.dcm", ct+"03.dcm",
		data+"liver.dcm", data+"liver_rle.dcm", data+"liver_j2k.dcm", data+"liver_deflate.dcm", "dcmqi/segmentations/partial_overlaps.dcm",
		"dcmqi/sr-example/seg.dcm", // of images that are not here
	), map[string]any{
		"side": 512, "liver": []string{"3", "4", "5", "6"}, "overlaps": "7", "elsewhere": "8",
		// 01 lies highest, as the third frame does.
		"masks": map[string]string{"0": masks[2], "1": masks[1], "2": masks[0]},
	}, nil)
}

// A map of labels is drawn over the images that it names, and over a file of many
// frames that lies where they lie.
func TestViewerLabelMaps(t *testing.T) {
	t.Parallel()
	const dir = "dcmqi/segmentations/24x38x3/"
	lookAt(t, "labelmaps", corpusFiles(t, dir+"image/IMG0001.dcm", dir+"image/IMG0002.dcm", dir+"image/IMG0003.dcm", dir+"multiframe/mf.dcm",
		"dcmqi/segmentations/sparse-labelmap-noppv.dcm", "dcmqi/segmentations/sparse-labelmap-ppv5.dcm", dir+"seg/label.seg"), nil, nil)
}

// bitsOf is frame n of a mask as a string of 0 and 1.
func bitsOf(t *testing.T, path string, n int) string {
	t.Helper()
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	st, err := in.Stat()
	if err != nil {
		t.Fatal(err)
	}
	info, err := dicom.Read(t.Context(), in, st.Size(), dicom.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := info.Image.Frame(t.Context(), in, n)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for i := range info.Image.Rows * info.Image.Columns {
		b.WriteByte('0' + raw[i/8]>>(i%8)&1)
	}
	return b.String()
}

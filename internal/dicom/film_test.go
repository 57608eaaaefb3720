package dicom

import (
	"context"
	"io"
	"strings"
	"testing"

	"oso/internal/errs"
)

const mpeg2, h264, hevc = "1.2.840.10008.1.2.4.100", "1.2.840.10008.1.2.4.102", "1.2.840.10008.1.2.4.107"

// filmOf reads a made film of these fragments.
func filmOf(t *testing.T, syntax, frames string, fragments ...string) (*Image, *Film, string, error) {
	t.Helper()
	b := explicit().put(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.77.1.1.1").put(tagSOPInstance, "UI", "1.2.3.4")
	b.put(tagStudyUID, "UI", "1.2.3").put(tagSeriesUID, "UI", "1.2.3.1")
	b.picture(shape{4, 4, 3, 8, "YBR_PARTIAL_420", frames}).pieces("", fragments...)
	all := string(file("", syntax, b.Bytes()))
	info, err := Read(context.Background(), strings.NewReader(all), int64(len(all)), Limits{})
	if err != nil || info.Image == nil {
		t.Fatalf("%+v, %v", info, err)
	}
	f, err := info.Image.Film(context.Background(), strings.NewReader(all))
	if err != nil {
		return info.Image, nil, "", err
	}
	got, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return info.Image, f, string(got), nil
}

// A film is what its fragments hold, byte for byte, and is called what it begins
// as.
func TestFilm(t *testing.T) {
	t.Parallel()
	packets := func(size, first int) string {
		p := strings.Repeat("\x00", first) + "\x47" + strings.Repeat("t", size-first-1)
		return strings.Repeat(p, 6)
	}
	for name, c := range map[string]struct {
		syntax, head, suffix string
	}{
		"MPEG-2, the pictures alone":            {mpeg2, "\x00\x00\x01\xb3\x2d\x01", ".mpg"},
		"MPEG-2, a program stream":              {mpeg2, "\x00\x00\x01\xba\x44\x00", ".mpg"},
		"MPEG-2, packets":                       {mpeg2, packets(188, 0), ".ts"},
		"packets with times before them":        {h264, packets(192, 4), ".ts"},
		"H.264, its parameters first":           {h264, "\x00\x00\x00\x01\x67\x64\x00\x29", ".h264"},
		"H.264, a mark first":                   {h264, "\x00\x00\x00\x01\x09\xf0\x00\x00\x01\x67\x64\x00", ".h264"},
		"H.264, a note first, and no more":      {h264, "\x00\x00\x01\x06\x05\x10abcd", ".h264"},
		"H.264 called HEVC":                     {hevc, "\x00\x00\x00\x01\x09\xf0\x00\x00\x01\x67\x64\x00", ".h264"},
		"HEVC, its parameters first":            {hevc, "\x00\x00\x00\x01\x40\x01\x0c\x01", ".h265"},
		"HEVC, a mark first":                    {hevc, "\x00\x00\x00\x01\x46\x01\x50\x00\x00\x01\x40\x01", ".h265"},
		"HEVC called H.264":                     {h264, "\x00\x00\x00\x01\x42\x01\x01\x01", ".h265"},
		"H.264 in a container":                  {h264, "\x00\x00\x00\x18ftypisom\x00\x00", ".mp4"},
		"H.264 in an older container":           {h264, "\x00\x00\x00\x14ftypqt  \x00\x00", ".mov"},
		"a container that begins with its data": {h264, "\x00\x01\x00\x00mdatabcd", ".mp4"},
		"AVI":                                   {mpeg2, "RIFF\x10\x00\x00\x00AVI LIST", ".avi"},
		"Matroska":                              {h264, "\x1aE\xdf\xa3\x01\x00", ".mkv"},
	} {
		for _, fragments := range [][]string{
			{c.head + "rest of the film"},
			{c.head + "of", "several", "fragments."},
			{c.head[:2], c.head[2:] + "even its head is in two"},
		} {
			for i, f := range fragments {
				fragments[i] = f + strings.Repeat("\x00", len(f)%2)
			}
			m, film, got, err := filmOf(t, c.syntax, "120", fragments...)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if film.Suffix != c.suffix || got != strings.Join(fragments, "") || film.Media == "" {
				t.Errorf("%s: %s, %q", name, film.Suffix, got)
			}
			if !m.HasFilm() || !m.Hidden || m.Why != filmImage {
				t.Errorf("%s: %+v", name, m)
			}
		}
	}
}

// What is no film, or cannot be told, is not called one.
func TestFilmThatIsNone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		syntax, body string
		kind         errs.Kind
	}{
		"a picture":            {"1.2.840.10008.1.2.4.50", soi + "a" + eoi + "b", errs.NotFound},
		"nothing known":        {h264, "what nobody knows ", errs.Unreadable},
		"zeros alone":          {h264, strings.Repeat("\x00", 64), errs.Unreadable},
		"a start of nothing":   {h264, "\x00\x00\x01\x01ab", errs.Unreadable},
		"a forbidden header":   {h264, "\x00\x00\x01\xe7ab", errs.Unreadable},
		"one packet by chance": {mpeg2, "\x47" + strings.Repeat("x", 299), errs.Unreadable},
		"two bytes":            {mpeg2, "\x00\x00", errs.Unreadable},
		"empty":                {mpeg2, "", errs.Unreadable},
	} {
		if _, film, _, err := filmOf(t, c.syntax, "", c.body); !errs.Is(err, c.kind) {
			t.Errorf("%s: %+v, %v", name, film, err)
		}
	}
}

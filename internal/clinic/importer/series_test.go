package importer

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/subject"
	"oso/internal/dicom"
	"oso/internal/images"
	"oso/internal/sample"
)

func TestGaps(t *testing.T) {
	t.Parallel()
	upTo := func(low, top, step int) (all []string) {
		for n := low; n <= top; n += step {
			all = append(all, fmt.Sprint(n))
		}
		return all
	}
	for name, c := range map[string]struct {
		modality string
		numbers  []string
		missing  int
		code     string
		sure     bool
		said     int // by an archive
	}{
		"whole":                    {"CT", upTo(1, 40, 1), 0, "", true, 0},
		"one missing":              {"CT", append(upTo(1, 9, 1), upTo(11, 20, 1)...), 1, codeSeries, true, 0},
		"two echoes, both miss":    {"MR", []string{"1", "1", "2", "2", "3", "3", "4", "4", "9", "9", "10", "10"}, 8, codeSeries, true, 0},
		"two echoes, one misses":   {"MR", append(upTo(1, 10, 1), append(upTo(1, 4, 1), upTo(6, 10, 1)...)...), 1, codeSeries, true, 0},
		"two echoes, whole":        {"MR", append(upTo(1, 10, 1), upTo(1, 10, 1)...), 0, "", true, 0},
		"a localizer stands twice": {"CT", append(upTo(1, 10, 1), "1"), 0, "", true, 0},
		"half of the second":       {"MR", append(upTo(1, 20, 1), upTo(1, 10, 1)...), 10, codeSeries, false, 0},
		"few of very many":         {"CT", []string{"1", "2", "1000"}, 997, codeSeries, false, 0},
		"numbered by tens":         {"CT", upTo(10, 90, 10), 0, "", true, 0},
		"no numbers":               {"MR", []string{"", "", "x"}, 0, codeUnsure, false, 0},
		"one without":              {"MR", append(upTo(1, 9, 1), ""), 0, codeUnsure, false, 0},
		"ultrasound":               {"US", []string{"1", "7", "9"}, 0, "", true, 0},
		"the second half":          {"CT", upTo(11, 20, 1), 0, codeUnsure, true, 0},
		"numbered from 1001":       {"CT", upTo(1001, 1010, 1), 0, "", true, 0},
		"one image":                {"CT", []string{""}, 0, "", true, 0},
		"the last of very many":    {"CT", upTo(457, 460, 1), 0, codeUnsure, true, 0},
		"the last, by the archive": {"CT", upTo(1, 37, 1), 3, codeSeries, true, 40},
		"a film, by the archive":   {"CR", upTo(1, 1, 1), 1, codeSeries, true, 2},
		"no numbers, but a count":  {"MR", []string{"", "", "x"}, 2, codeSeries, true, 5},
		"numbers say more":         {"CT", append(upTo(1, 9, 1), upTo(13, 20, 1)...), 3, codeSeries, true, 18},
		"as many as counted":       {"CT", upTo(1, 40, 1), 0, "", true, 40},
		"more than counted":        {"CT", upTo(1, 40, 1), 0, "", true, 12},
	} {
		s := &seriesMet{}
		for _, n := range c.numbers {
			s.add(n, &dicom.Image{Quality: &dicom.Quality{Series: c.said}})
		}
		g := s.Gaps(c.modality)
		code, message := gapsSay(g)
		if g.Missing != c.missing || code != c.code || g.Sure != c.sure || (message == "") != (code == "") {
			t.Errorf("%s: %+v, %s %q", name, g, code, message)
		}
	}
}

// Images are counted by record, and what shares an identifier is told with how
// many do.
func TestOneUIDForAll(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	files := map[string][]byte{}
	for i := range 20 {
		files[fmt.Sprintf("%02d.dcm", i)] = sample.DICOM(sample.Image{
			Patient: anna, StudyUID: sample.UID(1, "s"), SeriesUID: sample.UID(2, "s"), SOPInstanceUID: sample.UID(3, "one"),
			Modality: "CT", Instance: i + 1, SeriesText: fmt.Sprint(i),
		})
	}
	r := d.run(write(t, files))
	if n := r.Studies[0].Series[0].Instances; n != 20 || outcomes(r)[Imported] != 20 {
		t.Errorf("%d images, %v", n, outcomes(r))
	}
	if warned(r) != codeSameUID || !strings.HasPrefix(r.Warnings[0].Message, "20 records claim") || len(r.Warnings[0].Files) != 20 {
		t.Errorf("warnings %+v", r.Warnings)
	}
}

// What is said of a file is what was found in it, also where another file has
// a discrepancy of the same code.
func TestEachFileItsOwnDiscrepancy(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	active := func(what string) []byte {
		return bytes.Replace(sample.PDF("Report"), []byte("/Type /Catalog"), []byte("/Type /Catalog "+what), 1)
	}
	dir := write(t, map[string][]byte{
		"a.pdf": active("/OpenAction << /S /Launch /F (cmd.exe) >>"), "b.pdf": active("/OpenAction << /S /JavaScript >>"),
		"c.pdf": active("/OpenAction << /S /JavaScript /JS (x) >>"),
	})
	said := map[string]string{}
	r := d.run(dir)
	for _, w := range r.Warnings {
		if w.Code != "active-content" {
			t.Errorf("warning %s", w.Code)
		}
		for _, f := range w.Files {
			said[f[len(f)-5:]] += w.Message
		}
	}
	if said["a.pdf"] == "" || said["b.pdf"] == "" || said["a.pdf"] == said["b.pdf"] || said["b.pdf"] != said["c.pdf"] {
		t.Errorf("said %q", said)
	}
	again := map[string]string{}
	for _, w := range d.run(dir).Warnings {
		for _, f := range w.Files {
			again[f[len(f)-5:]] += w.Message
		}
	}
	if !maps.Equal(said, again) {
		t.Errorf("said again %q", again)
	}
}

// listing is a DICOMDIR that names files.
func listing(names ...string) []byte {
	put := func(b *bytes.Buffer, tag uint32, vr, value string) {
		if len(value)%2 == 1 {
			value += " "
		}
		binary.Write(b, binary.LittleEndian, []uint16{uint16(tag >> 16), uint16(tag)})
		b.WriteString(vr)
		binary.Write(b, binary.LittleEndian, uint16(len(value)))
		b.WriteString(value)
	}
	var items bytes.Buffer
	for _, name := range names {
		var rec bytes.Buffer
		put(&rec, 0x00041430, "CS", "IMAGE")
		put(&rec, 0x00041500, "CS", strings.ReplaceAll(name, "/", `\`))
		items.WriteString("\xfe\xff\x00\xe0")
		binary.Write(&items, binary.LittleEndian, uint32(rec.Len()))
		items.Write(rec.Bytes())
	}
	var b bytes.Buffer
	b.Write(make([]byte, 128))
	b.WriteString("DICM")
	put(&b, 0x00020002, "UI", "1.2.840.10008.1.3.10")
	put(&b, 0x00020010, "UI", "1.2.840.10008.1.2.1")
	put(&b, 0x00041130, "CS", "DISC")
	b.WriteString("\x04\x00\x20\x12SQ\x00\x00")
	binary.Write(&b, binary.LittleEndian, uint32(items.Len()))
	b.Write(items.Bytes())
	return b.Bytes()
}

// A directory's warning goes when the file comes, also without the directory.
func TestDirectoryIsRenewed(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	r := d.run(write(t, map[string][]byte{"DICOMDIR": listing("A/IM1", "A/IM2", "B/X"), "A/IM1": slice(anna, "1", 1)}))
	if warned(r) != codeDirectory || len(r.Warnings[0].Files) != 2 || !strings.HasPrefix(r.Warnings[0].Message, "2 of 3") {
		t.Fatalf("warnings %+v", r.Warnings)
	}
	d.run(write(t, map[string][]byte{"A/IM2": slice(anna, "1", 2)}))
	if f := d.discrepancies()[codeDirectory+" "]; !strings.HasPrefix(f.Message, "1 of 3") {
		t.Errorf("discrepancy %+v", f)
	}
	d.run(write(t, map[string][]byte{"B/X": []byte("a report")}))
	if f, ok := d.discrepancies()[codeDirectory+" "]; ok {
		t.Errorf("discrepancy %+v", f)
	}
}

// A study is in the answer whatever its identifier looks like, also without
// one.
func TestStudiesWithOddUIDs(t *testing.T) {
	t.Parallel()
	d := newDesk(t, anna)
	files := map[string][]byte{}
	for i, uid := range []string{"1.2.abc.DEF", "1.2." + strings.Repeat("3", 70), "1.2." + strings.Repeat("4", 70), ""} {
		files[fmt.Sprint(i)] = sample.DICOM(sample.Image{Patient: anna, StudyUID: uid, SeriesUID: uid, SOPInstanceUID: sample.UID(uint64(i), "odd"), Modality: "CT", Instance: 1})
	}
	r := d.run(write(t, files))
	if len(r.Studies) != 4 || outcomes(r)[Imported] != 4 {
		t.Errorf("%v, studies %+v", outcomes(r), r.Studies)
	}
	for _, s := range r.Studies {
		if len(s.Series) != 1 || s.Series[0].Instances != 1 {
			t.Errorf("study %+v", s)
		}
	}
}

// What a person is asked, the letter to the place that made the images, and whoever looks
// at them say the same of what is missing: one rule.
func TestOneRuleForGaps(t *testing.T) {
	t.Parallel()
	for name, numbers := range map[string][]int{
		"whole": {1, 2, 3, 4}, "one missing": {1, 2, 4, 5}, "two echoes": {1, 1, 2, 2, 3, 4, 4}, "by tens": {10, 20, 30, 40}, "few of many": {1, 2, 900},
		"from 0": {0, 1, 2, 4}, "the second half": {11, 12, 13, 15},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			files := map[string][]byte{}
			for i, n := range numbers {
				files[fmt.Sprint(i)] = sample.DICOM(sample.Image{
					Patient: anna, StudyUID: sample.UID(1, "s"), SeriesUID: sample.UID(2, "s"), SOPInstanceUID: sample.UID(uint64(i), "i"), Modality: "CT", Instance: n, StudyDate: "20241109",
				})
			}
			report := d.run(write(t, files))
			asked := report.Studies[0].Series[0].Missing
			sure := strings.Contains(fmt.Sprint(d.discrepancies()), "images of a series are missing, by their numbers")
			records, err := d.v.Records(context.Background(), d.id)
			if err != nil {
				t.Fatal(err)
			}
			var all []images.Instance
			var ids []casefile.RecordID
			known := subject.Read(records)
			for _, r := range records {
				all, ids = append(all, images.Instance{Record: r.Record, Ref: *r.DICOM, Image: r.Frames}), append(ids, r.Record)
			}
			shown := images.ListOf(all, images.Asked{}).Studies[0].Series[0]
			drawn, written := 0, 0
			for _, r := range shown.Missing {
				drawn += r[1] - r[0] + 1
			}
			for _, s := range known.Of(ids) {
				for _, r := range s.Missing {
					written += r[1] - r[0] + 1
				}
			}
			if want := map[bool]int{true: asked, false: 0}[sure]; drawn != want || written != want {
				t.Errorf("%d asked, sure: %v; %d drawn, %d written", asked, sure, drawn, written)
			}
			if said := strings.Contains(shown.Quality.Line, "missing, by their numbers"); said != sure {
				t.Errorf("sure: %v, and the passport says %q", sure, shown.Quality.Line)
			}
		})
	}
}

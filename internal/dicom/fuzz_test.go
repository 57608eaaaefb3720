package dicom

import (
	"bytes"
	"context"
	"testing"
	"time"
)

func FuzzRead(f *testing.F) {
	le := explicit().object().image().Bytes()
	f.Add(file("", explicitLittle, le))
	f.Add(file("MZ", implicitLittle, (&builder{implicit: true}).object().image().Bytes()))
	f.Add(file("", explicitBig, (&builder{big: true}).object().image().Bytes()))
	f.Add(file("", jpeg, explicit().object().encapsulated(true, "abcd", "ef").Bytes()))
	f.Add(file("", deflated, deflate(f, le)))
	f.Add(le)
	seq := explicit().put(tagFileSetID, "CS", "D").head(tagRecordSequence, "SQ", undefined)
	seq.put(tagItem, "", explicit().put(tagRecordType, "CS", "PATIENT").put(tagPatientName, "PN", "\x1b$B;3\x1b(B").String())
	f.Add(file("", explicitLittle, seq.head(tagSeqEnd, "", 0).Bytes()))
	f.Fuzz(func(t *testing.T, data []byte) {
		lim := Limits{Elements: 100_000, InflatedFloor: 1 << 20, Time: 10 * time.Second}
		info, err := Read(context.Background(), bytes.NewReader(data), int64(len(data)), lim)
		if err != nil {
			return
		}
		if info.Has(Truncated) && len(info.Discrepancies) == 0 {
			t.Error("discrepancy without a discrepancy")
		}
		if d := info.Document; d != nil && (d.Offset < 0 || d.Length < 0 || d.Offset+d.Length > int64(len(data))) {
			t.Errorf("document outside the file: %+v", *d)
		}
		for _, s := range []string{info.Patient.Name.Display(), info.Patient.Number(), info.StudyDescription} {
			if !validText(s) {
				t.Errorf("text %q is not clean UTF-8", s)
			}
		}
	})
}

package desktop

import (
	"os"
	"path/filepath"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// The report of an import stays to be read behind the seal and in an amendment;
// what it did not take is set aside only while the case can be changed, and that is
// taken back only then.
func TestReportsBehindTheSeal(t *testing.T) {
	t.Parallel()
	a := desk(t)
	cases, records := &Cases{a}, &Records{a}
	id, err := cases.Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
	if err != nil {
		t.Fatal(err)
	}
	dir := notes(t, 3)
	if err := os.WriteFile(filepath.Join(dir, "empty.dcm"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := records.Start(id, []string{dir}); err != nil {
		t.Fatal(err)
	}
	until(t, "the import's end", func() bool { return records.Adding().Cases == 0 })
	var of string
	reads := func(when string, open bool) {
		t.Helper()
		all, err := records.Imports(id)
		if err != nil || len(all) != 1 || all[0].Found != 4 || all[0].Refused != 1 || all[0].Open != open || all[0].Queued || all[0].Stuck {
			t.Fatalf("%s: %+v, %v", when, all, err)
		}
		of = all[0].ID
		files, err := records.ImportFiles(id, of, "rejected", 0)
		if err != nil || len(files.Files) != 1 || filepath.Base(files.Files[0].Path) != "empty.dcm" || files.Files[0].Reason == "" {
			t.Fatalf("%s: %+v, %v", when, files, err)
		}
	}
	state := func(s casefile.State) {
		err := a.vault.Update(a.ctx, casefile.CaseID(id), func(tx *casebook.Tx) error { tx.Head().State = s; return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	reads("in the draft", true)
	state(casefile.Sealed)
	reads("sealed", true)
	if err := records.SetAside(id, of, "The copy broke."); !errs.Is(err, errs.Refused) {
		t.Errorf("set aside behind the seal: %v", err)
	}
	if err := cases.Amend(id); err != nil {
		t.Fatal(err)
	}
	reads("amended", true)
	if err := records.SetAside(id, of, "The copy broke."); err != nil {
		t.Fatal(err)
	}
	reads("set aside", false)
	if all, err := records.Imports(id); err != nil || all[0].AsideReason != "The copy broke." || all[0].AsideBy != "doctor" {
		t.Errorf("%+v, %v", all, err)
	}
	state(casefile.Received)
	reads("sealed anew", false)
	if err := records.TakeImport(id, of); !errs.Is(err, errs.Refused) {
		t.Errorf("taken back behind the seal: %v", err)
	}
}

package inbox_test

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/inbox"
	"oso/internal/server/inbox/apart"
	"oso/internal/server/principal"
)

// The same bytes come by two ways at once.
func TestTheSameComesByTwoWaysAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	a := inbox.Arrival{Channel: inbox.Fax, Name: "a.txt", Body: bytes.NewReader([]byte(letter))}
	once := false
	now := w.Box.Now
	w.Box.Now = func() time.Time {
		if !once {
			once = true
			if _, err := w.Take(ctx, a); err != nil {
				t.Error("inner", err)
			}
		}
		return now()
	}
	tk, err := w.Take(ctx, a)
	if err != nil || !tk.Again {
		t.Fatal("outer", tk, err)
	}
}

// A file is written on while it is taken.
func TestAFileIsWrittenOnWhileItIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lay(t, "scan.txt", []byte(letter))
	if err := w.watch.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	now, once := w.Box.Now, false
	w.Box.Now = func() time.Time {
		if !once {
			once = true
			f, _ := os.OpenFile(filepath.Join(w.dir, "scan.txt"), os.O_APPEND|os.O_WRONLY, 0)
			f.WriteString("Second page: metastasis.\n")
			f.Close()
		}
		return now()
	}
	if err := w.watch.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Box.Now = now
	w.pass(t)
	var got string
	for _, i := range w.waiting(t) {
		r, err := i.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 4096)
		n, _ := r.Read(b)
		got += string(b[:n])
	}
	if !strings.Contains(got, "metastasis") {
		t.Fatalf("the rest is in done only, which is destroyed after a day: in folder %q, done %q", names(t, w.dir), names(t, filepath.Join(w.dir, "done")))
	}
}

// A name as long as names may be.
func TestANameAsLongAsNamesMayBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lay(t, strings.Repeat("n", 247)+".txt", []byte(letter))
	for range 6 {
		w.watch.Pass(t.Context())
	}
	l := w.waiting(t)
	if len(l) != 1 || l[0].Row.Again != 0 || names(t, filepath.Join(w.dir, "done")) == "" {
		t.Fatalf("again %d; done %q", l[0].Row.Again, names(t, filepath.Join(w.dir, "done")))
	}
}

// A disc is copied as its folders.
func TestADiscIsCopiedAsItsFolders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	os.MkdirAll(filepath.Join(w.dir, "courier", "DICOM", "ST0"), 0o700)
	w.lay(t, "courier/DICOM/ST0/IM1", []byte(letter))
	w.pass(t)
	if len(w.waiting(t)) == 0 {
		t.Fatal("nothing was taken, and nobody is told")
	}
}

// A thousand folders (or names that are passed over) hide a file.
func TestWhatIsPassedOverHidesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 1500 {
		w.lay(t, filepath.Join("fax", "x"+strings.Repeat("a", i%7)+string(rune('a'+i%26))+time.Unix(int64(i), 0).UTC().Format("150405")+".tmp"), []byte("x"))
	}
	w.lay(t, "fax/real.txt", []byte(letter))
	w.lay(t, "fax/real2.txt", []byte(letter+"2"))
	w.lay(t, "fax/real3.txt", []byte(letter+"3"))
	w.pass(t)
	w.pass(t)
	if n := len(w.waiting(t)); n != 3 {
		t.Fatal("taken", n)
	}
}

// Came again for another case after it was filed/decided.
func TestAMailThatIsCutIsKeptWhole(t *testing.T) {
	t.Parallel()
	mail := "From: a@b.c\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=BB\r\n\r\n--BB\r\nContent-Type: text/plain\r\n\r\nSee attached.\r\n--BB\r\nContent-Type: application/pdf; name=report.pdf\r\nContent-Transfer-Enc"
	parts, lost := takeApart([]byte(mail))
	if len(lost) == 0 {
		t.Errorf("cut in the heads of a part: %d parts, nothing lost", len(parts))
	}
	mail = "From: a@b.c\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=BB\r\n\r\n--BB\r\nContent-Type: text/plain\r\n\r\nSee attached.\r\n--BB\r\n"
	parts, lost = takeApart([]byte(mail))
	if len(lost) == 0 {
		t.Errorf("cut at a part: %d parts, nothing lost", len(parts))
	}
	mail = "From: a@b.c\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=BB\r\n\r\n--BB\r\nContent-Type: text/plain\r\n\r\nThis mail needs a program that shows pages.\r\n--BB\r\nContent-Type: text/html\r\n\r\n<p>Patient Noa Ben-David: metastasis</p>\r\n--BB--\r\n"
	parts, lost = takeApart([]byte(mail))
	all := ""
	for _, p := range parts {
		all += string(p)
	}
	if !strings.Contains(all, "metastasis") && len(lost) == 0 {
		t.Errorf("the page's words are gone: %q", all)
	}
}

// What was filed on one case comes again for another.
func TestWhatWasFiledComesAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lay(t, "fax/report.txt", []byte(letter))
	w.pass(t)
	i := w.waiting(t)[0]
	if _, err := w.DB.Writer().ExecContext(t.Context(), "UPDATE inbox_items SET state='filed', case_id='gone', decided_at=? WHERE id=?", w.now.UnixMilli(), i.Row.ID); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(60 * 24 * time.Hour)
	w.lay(t, "post/for the second case.txt", []byte(letter))
	w.pass(t)
	if len(w.waiting(t)) == 0 {
		t.Fatalf("it lies in done %q, waits nowhere, and no list shows it", names(t, filepath.Join(w.dir, "done")))
	}
}

// takeApart gives what is in a mail, its own words last, and why not all is.
func takeApart(data []byte) (parts [][]byte, lost []string) {
	l := apart.Mail(data)
	for _, p := range l.Parts {
		parts = append(parts, p.Data)
	}
	if w := l.Words(); w != "" {
		parts = append(parts, []byte(w))
	}
	return parts, l.Lost
}

func TestTheHeadsOfAMailInsideStay(t *testing.T) {
	t.Parallel()
	mail := "From: a@b.c\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=BB\r\n\r\n--BB\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--BB\r\nContent-Type: message/rfc822\r\n\r\nFrom: lab@hospital.example\r\nSubject: Noa Ben-David, potassium 7.1\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\n\r\nCall us.\r\n--BB--\r\n"
	parts, lost := takeApart([]byte(mail))
	all := ""
	for _, p := range parts {
		all += string(p)
	}
	if !strings.Contains(all, "potassium") && len(lost) == 0 {
		t.Errorf("heads of the mail inside are gone: %q", all)
	}
}

func TestNumbersThatShareABlank(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lay(t, "a.txt", []byte("References 4416870332 4416870333 and 5516870332, 5516870333."))
	w.pass(t)
	if got := w.waiting(t)[0].References; len(got) != 4 {
		t.Errorf("%v", got)
	}
}

// Words that cannot be read as letters.
func TestWordsInUnknownLettersAreKeptWhole(t *testing.T) {
	t.Parallel()
	for name, part := range map[string]string{
		"no charset":      "Content-Type: text/plain\r\n\r\n\xf9\xec\xe5\xed \xe7\xe5\xec\xe4\r\n",
		"unknown charset": "Content-Type: text/plain; charset=x-unknown-8\r\n\r\n\xf9\xec\xe5\xed\r\n",
		"no type, a PDF":  "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjcK//79/A==\r\n",
	} {
		mail := "From: a@b.c\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=BB\r\n\r\n--BB\r\n" + part + "--BB--\r\n"
		parts, lost := takeApart([]byte(mail))
		if len(lost) == 0 && (len(parts) == 0 || strings.Contains(string(parts[0]), "\ufffd")) {
			t.Errorf("%s: %q, and nothing is said to be lost", name, parts)
		}
	}
}

// Somebody keeps an item while the sweep destroys those of before it.
func TestWhatIsKeptWhileTheSweepRunsStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, n := range []string{"a.txt", "b.txt"} {
		w.lay(t, n, []byte(letter+strings.Repeat("x", i)))
	}
	w.pass(t)
	by := principal.TheProgram()
	list := w.waiting(t)
	if len(list) != 2 {
		t.Fatal(len(list))
	}
	for _, i := range list {
		if err := w.SendBack(t.Context(), i, by, "not-ours", ""); err != nil {
			t.Fatal(err)
		}
	}
	first, last := list[0], list[1]
	if first.Row.ID > last.Row.ID {
		first, last = last, first
	}
	w.now = w.now.Add(31 * 24 * time.Hour)
	kept := make(chan error, 1)
	once := false
	w.Box.Enqueue = func(context.Context, *sql.Tx, ...db.Job) error {
		if !once {
			once = true
			go func() {
				i, err := w.Open(context.Background(), w.DB.Q(), last.Row.ID)
				if err == nil {
					err = w.Keep(context.Background(), i, by)
				}
				kept <- err
			}()
			time.Sleep(300 * time.Millisecond)
		}
		return nil
	}
	if err := w.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-kept; err != nil {
		t.Skip("kept too late:", err)
	}
	if i, err := w.Open(t.Context(), w.DB.Q(), last.Row.ID); err != nil {
		t.Errorf("it was kept, and is gone: %v", err)
	} else if _, err := i.Read(t.Context()); err != nil {
		t.Errorf("it was kept, and its bytes are gone: %v", err)
	}
}

// What cannot be removed is told of without its name.
func TestNoFileNameIsLogged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lay(t, "Okafor Nneka.txt", []byte(letter))
	w.pass(t)
	done := filepath.Join(w.dir, "done")
	os.Chmod(done, 0o500)
	defer os.Chmod(done, 0o700)
	w.now = w.now.Add(48 * time.Hour)
	err := w.watch.Pass(t.Context())
	if err == nil {
		t.Skip("root removes it all the same")
	}
	if strings.Contains(err.Error(), "Okafor") {
		t.Errorf("the service logs %q", err.Error())
	}
}

//go:build unix

package vault

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"

	"oso/internal/seal"
)

// needle is a text that may be nowhere on the disk: n tells where it was
// entered.
func needle(n string) string { return "Nadel " + n + " Q7xk Größe 凜" }

// needleAct enters needles in every place that the vault offers, says its
// secrets, waits, and closes.
func needleAct(t *testing.T) {
	ctx := context.Background()
	root := os.Getenv("OSO_VAULT_TEST_ROOT")
	dir := filepath.Join(root, "data")
	pass := needle("passphrase")
	c, err := Create(ctx, dir, CreateOptions{User: drName, Role: Physician, Passphrase: pass, Rounds: quick()})
	if err != nil {
		t.Fatal(err)
	}
	v, err := Open(ctx, dir, OpenOptions{Layout: sample(), Passphrase: pass, Rounds: quick()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.AddUser(ctx, staffName, Staff, needle("second passphrase")); err != nil {
		t.Fatal(err)
	}
	head := label{Name: needle("name"), Native: needle("native"), Sex: needle("sex"), BirthDate: needle("birth date"), Topic: needle("topic"),
		Physician: needle("physician"), State: needle("state")}
	id := mustSet(t, v, head)
	gone := mustSet(t, v, head)
	fill := func(tx *Tx) error {
		for k := range v.layout.codes {
			if !v.layout.written(k) {
				continue
			}
			r := Row[map[string]string]{ID: newID(), Value: map[string]string{needle("key"): needle("row " + string(k))}}
			if _, err := Put(tx, k, r); err != nil {
				return err
			}
		}
		return nil
	}
	for _, c := range []SetID{id, gone} {
		if err := v.Update(ctx, c, fill); err != nil {
			t.Fatal(err)
		}
		needleRecords(t, v, c)
	}
	if err := v.Discard(ctx, gone, bury(gone, needle("by"))); err != nil {
		t.Fatal(err)
	}
	if _, err := v.DeviceKey(ctx); err != nil {
		t.Fatal(err)
	}
	if err := v.RemoveUser(ctx, staffName); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Heads(ctx); err != nil {
		t.Fatal(err)
	}
	if err := v.Backup(ctx, filepath.Join(root, "backup")); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Verify(ctx, nil); err != nil {
		t.Fatal(err)
	}
	kit, err := ParseKit(c.Kit)
	if err != nil {
		t.Fatal(err)
	}
	st, err := v.state(id)
	if err != nil {
		t.Fatal(err)
	}
	secrets := [][]byte{kit, v.keys.vault[:], st.key[:], v.device.Seed(), []byte(formatKit(kit))}
	mine, _, err := v.ownKeys(ctx, v.User(), pass)
	if err != nil {
		t.Fatal(err)
	}
	secrets = append(secrets, mine.signing.Seed(), mine.opening.Seed())
	b, err := json.Marshal(secrets)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("\nsecrets " + string(b))
	wait()
	v.Close()
}

func needleRecords(t *testing.T, v *Vault, id SetID) {
	b, err := v.NewBatch(context.Background(), id, BatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for i, content := range [][]byte{
		bytes.Repeat([]byte(needle("packed record")), 60_000),                   // two chunks that can be packed
		append([]byte(needle("stored record")), seal.NewSigningKey().Seed()...), // one that cannot
	} {
		w, err := b.NewRecord()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		meta, _ := json.Marshal(needle("meta"))
		w.Row = func(r Record) any { return named{r, needle("path " + strconv.Itoa(i)), meta} }
	}
	if err := b.Commit(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
}

// haystack looks for needles in everything below a folder.
type haystack struct {
	patterns map[string][]byte // by how it is written
	found    map[string]bool
}

// newHaystack writes each text in every way that it may come to the disk.
func newHaystack(texts []string, secrets [][]byte) *haystack {
	h := &haystack{patterns: map[string][]byte{}, found: map[string]bool{}}
	add := func(name string, raw []byte) {
		h.patterns[name+" as it is"] = raw
		h.patterns[name+" hex"] = []byte(hex.EncodeToString(raw))
		h.patterns[name+" HEX"] = []byte(strings.ToUpper(hex.EncodeToString(raw)))
		for shift := range 3 {
			for enc, e := range map[string]*base64.Encoding{"std": base64.RawStdEncoding, "url": base64.RawURLEncoding} {
				s := e.EncodeToString(append(make([]byte, shift), raw...))
				h.patterns[fmt.Sprintf("%s base64 %s %d", name, enc, shift)] = []byte(s[(shift*8+5)/6 : len(s)-2])
			}
		}
	}
	for _, text := range texts {
		add(text, []byte(text))
		var le, be []byte
		for _, u := range utf16.Encode([]rune(text)) {
			le, be = append(le, byte(u), byte(u>>8)), append(be, byte(u>>8), byte(u))
		}
		h.patterns[text+" UTF-16LE"], h.patterns[text+" UTF-16BE"] = le, be
		ascii := strings.Trim(strconv.QuoteToASCII(text), `"`)
		h.patterns[text+" JSON"] = []byte(ascii)
	}
	for i, s := range secrets {
		add("secret "+strconv.Itoa(i), s)
	}
	return h
}

func (h *haystack) scan(t *testing.T, root string) (bytesSeen int) {
	t.Helper()
	err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		h.look("name", []byte(rel))
		if !e.Type().IsRegular() {
			return nil
		}
		b, err := os.ReadFile(p)
		if os.IsNotExist(err) {
			return nil
		}
		bytesSeen += len(b)
		h.look("content", b)
		h.frames(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return bytesSeen
}

func (h *haystack) look(where string, b []byte) {
	for name, p := range h.patterns {
		if bytes.Contains(b, p) {
			h.found[where+": "+name] = true
		}
	}
}

// frames unpacks what begins like zstd or gzip anywhere in b.
func (h *haystack) frames(b []byte) {
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return
	}
	defer dec.Close()
	for at := range b {
		if bytes.HasPrefix(b[at:], []byte{0x28, 0xB5, 0x2F, 0xFD}) && dec.Reset(bytes.NewReader(b[at:])) == nil {
			out, _ := io.ReadAll(io.LimitReader(dec, 8<<20))
			h.look("zstd", out)
		}
		if bytes.HasPrefix(b[at:], []byte{0x1F, 0x8B, 8}) {
			if r, err := gzip.NewReader(bytes.NewReader(b[at:])); err == nil {
				out, _ := io.ReadAll(io.LimitReader(r, 8<<20))
				h.look("gzip", out)
			}
		}
	}
}

// needles are all texts that needleAct entered.
func needles() []string {
	names := []string{"passphrase", "second passphrase", "name", "native", "sex", "birth date", "topic", "physician", "state",
		"key", "by", "reason", "packed record", "stored record", "path 0", "path 1", "meta"}
	for k := range sample().Kinds {
		names = append(names, "row "+string(k))
	}
	var out []string
	for _, n := range names {
		out = append(out, needle(n))
	}
	return out
}

// TestNothingOnTheDiskInTheClear enters needles everywhere and looks for them
// in the data folder, HOME, the XDG folders and TMPDIR: with the program
// running, after it was killed, and after it was closed.
func TestNothingOnTheDiskInTheClear(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"killed", "closed"} {
		root := t.TempDir()
		env := []string{"OSO_VAULT_TEST_ROOT=" + root}
		for _, name := range []string{"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "TMPDIR", "SQLITE_TMPDIR"} {
			p := filepath.Join(root, strings.ToLower(name))
			if err := os.MkdirAll(p, 0o700); err != nil {
				t.Fatal(err)
			}
			env = append(env, name+"="+p)
		}
		c := startChild(t, "needles", env...)
		var secrets [][]byte
		for secrets == nil {
			line := c.line()
			if line == "" && c.cmd.ProcessState != nil {
				t.Fatal("the child ended early")
			}
			if s, ok := strings.CutPrefix(line, "secrets "); ok {
				if err := json.Unmarshal([]byte(s), &secrets); err != nil {
					t.Fatal(err)
				}
			} else if strings.HasPrefix(line, "---") || line == "FAIL" {
				t.Fatal(line)
			}
		}
		look := func(when string) {
			h := newHaystack(needles(), secrets)
			if n := h.scan(t, root); n < 100_000 {
				t.Errorf("%s: only %d bytes were there to look at", when, n)
			}
			for f := range h.found {
				t.Errorf("%s: in the clear: %s", when, f)
			}
		}
		look("running")
		if how == "killed" {
			c.kill()
		} else {
			c.end()
		}
		look(how)
	}
}

// TestNeedlesWouldBeFound hides a needle in every way and wants each found.
func TestNeedlesWouldBeFound(t *testing.T) {
	t.Parallel()
	text := needle("control")
	probe := newHaystack([]string{text}, nil)
	for name, p := range probe.patterns {
		root := t.TempDir()
		if err := os.WriteFile(filepath.Join(root, "x"), append(append(make([]byte, 999), p...), 7), 0o600); err != nil {
			t.Fatal(err)
		}
		h := newHaystack([]string{text}, nil)
		h.scan(t, root)
		if !h.found["content: "+name] {
			t.Errorf("not found: %s", name)
		}
	}
	root := t.TempDir()
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	var gz bytes.Buffer
	g := gzip.NewWriter(&gz)
	g.Write([]byte(text))
	g.Close()
	content := append([]byte("before"), enc.EncodeAll([]byte(strings.Repeat(text, 50)), nil)...)
	content = append(append(content, "between"...), gz.Bytes()...)
	if err := os.WriteFile(filepath.Join(root, "x"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(root, text), 0o700); err != nil {
		t.Fatal(err)
	}
	// And three ways of base64 as a program would write it.
	for i := range 3 {
		b := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", i) + text + "yy"))
		if err := os.WriteFile(filepath.Join(root, "b"+strconv.Itoa(i)), []byte(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h := newHaystack([]string{text}, nil)
	h.scan(t, root)
	for _, want := range []string{"zstd: " + text + " as it is", "gzip: " + text + " as it is", "name: " + text + " as it is",
		"content: " + text + " base64 std 0", "content: " + text + " base64 std 1", "content: " + text + " base64 std 2"} {
		if !h.found[want] {
			t.Errorf("not found: %s", want)
		}
	}
}

package vault

import (
	"bytes"
	"context"
	"crypto/aes"
	"encoding/binary"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"oso/internal/seal"
)

// TestLockedMemoryHoldsNoKey looks through all memory of a program that has
// worked with a vault and locked it.
func TestLockedMemoryHoldsNoKey(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	v := d.open()
	for i := range 3 {
		id := mustSet(t, v, label{Name: memoryName, Native: "x"})
		content := append(bytesOf(2<<20, uint64(i)), memoryName...)
		mustRecord(t, v, id, append(content, bytesOf(500_000, 1)...))
		err := v.Update(ctx, id, func(tx *Tx) error {
			_, err := Put(tx, KindSection, Row[string]{ID: "history", Value: memoryNotes})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := v.DeviceKey(ctx); err != nil {
		t.Fatal(err)
	}
	needles := secretsOf(t, v)
	v.Close()

	c := startChild(t, "memory", "OSO_VAULT_TEST_ROOT="+d.dir, "GODEBUG=")
	fmt.Fprintf(c.in, "%s\n", drPass)
	if !c.says("open") {
		t.Fatal("the child did not get so far")
	}
	open := c.search(needles)
	for _, must := range []string{"vault key", "case key", "row key's schedule", "chunk key's schedule", "patient's name"} {
		if open[must] == 0 {
			t.Errorf("%s is not found while the vault is open: the search proves nothing", must)
		}
	}
	fmt.Fprintln(c.in)
	if !c.says("locked") {
		t.Fatal("the child did not get so far")
	}
	after := c.search(needles)
	for range 2 {
		if len(after) == 0 {
			break
		}
		// What a thread's registers held when a signal came is chance: once more.
		t.Logf("after the first lock: %v", after)
		fmt.Fprintln(c.in, "again")
		c.says("locked")
		after = c.search(needles)
	}
	for name, n := range after {
		t.Errorf("%s: %d times in memory after the lock, %d while open", name, n, open[name])
	}
	fmt.Fprintln(c.in)
	c.end()
}

// says waits for the child's line.
func (c *child) says(word string) bool {
	for {
		s, err := c.out.ReadString('\n')
		if strings.TrimSpace(s) == word {
			return true
		}
		if err != nil {
			return false
		}
		c.said = append(c.said, s...)
	}
}

// secretsOf gives what must not be found: keys, what is derived from them, and
// the round keys that a cipher keeps.
func secretsOf(t *testing.T, v *Vault) map[string][][]byte {
	t.Helper()
	out := map[string][][]byte{
		"passphrase": {[]byte(drPass)}, "patient's name": {[]byte(memoryName), []byte(strings.ToLower(memoryName))},
		"patient's notes": {[]byte(memoryNotes)},
	}
	add := func(name string, k seal.Key) {
		out[name] = append(out[name], bytes.Clone(k[:]))
		out[name+"'s schedule"] = append(out[name+"'s schedule"], schedule(t, k)...)
	}
	o, err := v.openSlot(context.Background(), v.User(), drPass)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := v.unwrapUserKeys(o, v.User())
	if err != nil {
		t.Fatal(err)
	}
	out["stretched passphrase"] = [][]byte{bytes.Clone(o.secret.ikm[:32])}
	out["signing seed"] = [][]byte{keys.signing.Seed()}
	out["opening seed"] = [][]byte{keys.opening.Seed()}
	add("slot key", o.secret.key(infoSlot))
	add("wrapping key", o.secret.key(infoUser))
	add("vault key", v.keys.vault)
	add("root's key", v.keys.vault.Derive(labelRoot))
	for _, p := range []string{purposeRow, purposeSetKey, purposeUser} {
		add("vault's derived key", v.keys.vault.Derive(p))
	}
	for id, st := range v.sets {
		if id == "" {
			continue
		}
		add("case key", st.key)
		add("row key", st.key.Derive(purposeRow))
		add("chunk key", st.key.Derive(seal.PurposeChunk))
	}
	return out
}

// schedule gives the round keys of AES-256, but for the first two, which are
// the key itself.
func schedule(t *testing.T, k seal.Key) [][]byte {
	t.Helper()
	b, err := aes.NewCipher(k[:])
	if err != nil {
		t.Fatal(err)
	}
	enc := reflect.ValueOf(b).Elem().FieldByName("enc")
	if !enc.IsValid() {
		t.Skip("this system's AES keeps no round keys")
	}
	words := unsafe.Slice((*uint32)(unsafe.Pointer(enc.UnsafeAddr())), enc.Len())
	raw := make([]byte, 0, 4*len(words))
	for _, w := range words {
		raw = binary.NativeEndian.AppendUint32(raw, w)
	}
	return [][]byte{raw[32:64], raw[96:128], raw[208:240]}
}

// search counts each needle in all memory of the child that it may write to.
func (c *child) search(needles map[string][][]byte) map[string]int {
	c.t.Helper()
	pid := c.cmd.Process.Pid
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		c.t.Fatal(err)
	}
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		c.t.Skip("this system does not let a parent look: ", err)
	}
	defer mem.Close()
	found, looked := map[string]int{}, 0
	for line := range strings.Lines(string(maps)) {
		var from, to uint64
		var perms string
		fmt.Sscanf(line, "%x-%x %s", &from, &to, &perms)
		if !strings.HasPrefix(perms, "rw") || strings.Contains(line, "[vvar") {
			continue
		}
		const step, over = 8 << 20, 256
		for at := from; at < to; at += step {
			b := make([]byte, min(step+over, to-at))
			n, _ := mem.ReadAt(b, int64(at))
			looked += n
			for name, all := range needles {
				for _, needle := range all {
					// What the step after this one finds is not counted twice.
					part := b[:n]
					if n > step {
						part = b[:min(n, step+len(needle)-1)]
					}
					if k := bytes.Count(part, needle); k > 0 {
						found[name] += k
						if os.Getenv("OSO_MEMORY_WHERE") != "" {
							i := bytes.Index(part, needle)
							c.t.Logf("%s at %x in %s around %q", name, at+uint64(i), strings.TrimSpace(line), part[max(0, i-64):min(len(part), i+64)])
						}
					}
				}
			}
		}
	}
	if looked < 1<<20 {
		c.t.Fatalf("only %d bytes were read", looked)
	}
	return found
}

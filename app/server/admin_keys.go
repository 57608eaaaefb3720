package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

type keysAnswer struct {
	Root      string   `json:"root"`     // id
	RootKey   string   `json:"root_key"` // public, hex: what clinics' programs show at enrollment
	RootFile  string   `json:"root_file,omitempty"`
	Issuing   string   `json:"issuing"`
	Receiving string   `json:"receiving"`
	Master    string   `json:"master_file,omitempty"`
	Escrow    []string `json:"escrow"` // files, one for each person
	Need      int      `json:"escrow_needed"`
}

func (a keysAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "root      %s\nissuing   %s\nreceiving %s\n", a.Root, a.Issuing, a.Receiving)
	fmt.Fprintf(w, "\nThe root's fingerprint, which clinics compare when they enroll:\n  %s\n", seal.Groups(a.RootKey))
	if a.RootFile != "" {
		fmt.Fprintf(w, "\nThe root's private key is in %s.\nTake it away from this computer now: it is needed once a year, for the next issuing key (admin keys again).\n", a.RootFile)
	}
	if a.Master != "" {
		fmt.Fprintf(w, "\nThe master key is in %s. Losing it loses every case.\n", a.Master)
	}
	if len(a.Escrow) > 0 {
		fmt.Fprintf(w, "\nGive each of these files to another person, and delete them here. Any %d give the master key back:\n", a.Need)
		for _, f := range a.Escrow {
			fmt.Fprintln(w, "  "+f)
		}
	}
}

const rootPrefix = "oso-root-1 "

// adminKeys makes all keys at set-up, or, where there are keys already, the next
// issuing and receiving key under their root. Those of before stay: they overlap,
// and a running service takes up the new ones by itself.
func adminKeys(k *call) func(context.Context) (answer, error) {
	var rootFile, escrowDir, name string
	var parts, need int
	k.flags.StringVar(&rootFile, "root", "", "`FILE` with the root's private key: written at set-up, read afterwards")
	k.flags.StringVar(&escrowDir, "escrow", "", "`DIR` for the escrow parts of the master key")
	k.flags.IntVar(&parts, "parts", 3, "how many escrow parts")
	k.flags.IntVar(&need, "needed", 2, "how many of them give the master key back")
	k.flags.StringVar(&name, "name", "OSO", "the service's `NAME` in its certificates")
	return func(ctx context.Context) (answer, error) {
		at, err := k.places()
		if err != nil {
			return nil, err
		}
		dir := at.Dir
		if rootFile == "" {
			return nil, errs.E(errs.Usage, "make keys", "The root's private key needs a place outside this server. No key was made. Give a file with --root, on a stick that is taken away.")
		}
		if inside(rootFile, dir) || escrowDir != "" && inside(escrowDir, dir) {
			return nil, errs.E(errs.Usage, "make keys", "The root's key and the escrow parts must not lie in the data folder. No key was made. Choose a place outside it.")
		}
		// A key that is none is said before anything is made.
		if _, err := k.master(dir); err != nil && !errs.Is(err, errs.NotFound) {
			return nil, err
		}
		if err := at.Migrate(ctx); err != nil {
			return nil, err
		}
		s, err := at.Open(ctx)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		has, err := s.HasKeys(ctx)
		if err != nil {
			return nil, err
		}
		var out keysAnswer
		// Files that this call makes: where it comes to nothing they belong to
		// nothing, and would stand in the way of the next one.
		var written []string
		undo := func() {
			for _, file := range written {
				os.Remove(file)
			}
		}
		master, err := k.masterOf(ctx, s, has, &out)
		if err != nil {
			return nil, err
		}
		if out.Master != "" {
			written = append(written, out.Master)
		}
		var root *seal.SigningKey
		var made []keys.Stored
		if has {
			if root, err = readRoot(rootFile); err != nil {
				return nil, err
			}
			if err := s.CheckRoot(ctx, root.Public()); err != nil {
				return nil, err
			}
		} else {
			root = seal.NewSigningKey()
			if err := keys.WriteSecret(rootFile, rootPrefix+hex.EncodeToString(root.Seed())+"\n"); err != nil {
				undo()
				return nil, err
			}
			out.RootFile = rootFile
			written = append(written, rootFile)
			made = append(made, keys.Root(root, nil, k.now()))
		}
		defer root.Wipe()
		out.Escrow, out.Need, err = writeEscrow(master, escrowDir, need, parts)
		written = append(written, out.Escrow...)
		if err != nil {
			undo()
			return nil, err
		}
		certified, err := keys.Certified(root, master, name, k.now())
		if err == nil {
			made = append(made, certified...)
			err = s.AddKeys(ctx, by, k.now(), made...)
		}
		if err != nil {
			if !db.Unsure(err) {
				undo()
			}
			return nil, err
		}
		out.Root, out.Issuing, out.Receiving = root.Public().ID(), certified[0].ID, certified[1].ID
		out.RootKey = hex.EncodeToString(root.Public())
		return out, nil
	}
}

// masterOf finds the master key, which has to open what the database holds. Only
// for a database that has no keys at all one is made: beside others it would
// open nothing, and nothing would open beside it any more.
func (k *call) masterOf(ctx context.Context, s *server.Store, has bool, out *keysAnswer) (*keys.Master, error) {
	const none = "No key was made, and the service's keys are as they were. "
	m, err := k.master(s.Dir)
	switch {
	case has && errs.Is(err, errs.NotFound):
		return nil, errs.Wrap(err, errs.NotFound, "make keys", none+"This service has a master key, and it is not where it was looked for: give its file with --master-key, or join its escrow parts with: oso-server admin join-escrow.")
	case err == nil && has:
		if err := s.OpenKeys(ctx, m, k.now()); err != nil {
			return nil, errs.Wrap(err, "", "make keys", none+"Give the master key that belongs to this database with --master-key, or join its escrow parts with: oso-server admin join-escrow.")
		}
		return m, nil
	case err == nil || !errs.Is(err, errs.NotFound):
		return m, err
	}
	path := k.masterFile
	if path == "" {
		path = server.MasterPath(s.Dir)
		if err := s.MakeFolder(); err != nil {
			return nil, err
		}
	}
	m = keys.NewMaster()
	out.Master = path
	return m, m.Write(path)
}

func readRoot(path string) (*seal.SigningKey, error) {
	b, err := os.ReadFile(path)
	bad := "This is not the root's private key. No key was made. Bring the file that was written at set-up."
	if err != nil {
		return nil, errs.Wrap(err, errs.NotFound, "read root key", bad)
	}
	text, ok := strings.CutPrefix(strings.TrimSpace(string(b)), rootPrefix)
	seed, err := hex.DecodeString(text)
	if !ok || err != nil || len(seed) != 32 {
		return nil, errs.E(errs.Invalid, "read root key", bad)
	}
	return seal.SigningKeyFrom(seed)
}

func writeEscrow(m *keys.Master, dir string, need, parts int) ([]string, int, error) {
	if dir == "" {
		return []string{}, 0, nil
	}
	lines, err := m.Split(need, parts)
	if err != nil {
		return nil, 0, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, 0, errs.Wrap(err, errs.Refused, "write escrow parts", "The folder for the escrow parts cannot be made. No key was made. Name another with --escrow.")
	}
	files := []string{}
	for i, l := range lines {
		path := filepath.Join(dir, fmt.Sprintf("escrow-part-%d.txt", i+1))
		if err := keys.WriteSecret(path, l+"\n"); err != nil {
			return files, 0, err
		}
		files = append(files, path)
	}
	return files, need, nil
}

// inside tells whether path lies in the folder dir.
func inside(path, dir string) bool {
	p, err1 := filepath.Abs(path)
	d, err2 := filepath.Abs(dir)
	if err1 != nil || err2 != nil {
		return true
	}
	rel, err := filepath.Rel(d, p)
	return err != nil || rel == "." || rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

type joinAnswer struct {
	File string `json:"master_file"`
}

func (a joinAnswer) Text(w io.Writer) { fmt.Fprintln(w, "The master key is in", a.File) }

// joinEscrow writes the master key from enough of its parts.
func joinEscrow(k *call) func(context.Context) (answer, error) {
	return func(context.Context) (answer, error) {
		if k.masterFile == "" {
			return nil, errs.E(errs.Usage, "join escrow parts", "Say where the master key is written with --master-key FILE. Nothing was written.")
		}
		var parts []string
		for _, f := range k.args {
			b, err := os.ReadFile(f)
			if err != nil {
				return nil, errs.Wrap(err, errs.NotFound, "read escrow part", "An escrow part is not where it was looked for. Nothing was written.")
			}
			parts = append(parts, string(b))
		}
		m, err := keys.Join(parts)
		if err != nil {
			return nil, err
		}
		return joinAnswer{k.masterFile}, m.Write(k.masterFile)
	}
}

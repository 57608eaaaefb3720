package desktop

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"oso/internal/clinic/casebook"
	"oso/internal/clinic/drives"
	"oso/internal/errs"
)

// watchEvery is how often the drives and the watched folder are looked at while
// the vault is open.
const watchEvery = 3 * time.Second

// watchID is the row (KindSetting) with the folder that is watched.
const watchID = "watched-folder"

// mostKnown is how many things of the folder are remembered as dealt with.
const mostKnown = 2000

// watched is what the vault keeps of the watched folder. Marks stand for what lies
// there and was dealt with, so that the same is not offered twice.
type watched struct {
	Folder string   `json:"folder"`
	Known  []string `json:"known"`
}

// DiscFound is something new that somebody may want to look at.
type DiscFound struct {
	ID   string `json:"id"`
	Kind string `json:"kind"` // disc, stick, folder: in the watched one
	Name string `json:"name"`
}

// watchState is what the watch knows; nothing of it is kept but in the vault.
type watchState struct {
	looking sync.Mutex                            // held over a look: a drive or a network may take its time
	mu      sync.Mutex                            // of all below; held over no reading and no writing, since the lock waits for it
	turn    int                                   // grows with all that makes a look old that goes on meanwhile
	list    func() []drives.Drive                 // a drives.Lister's but in tests
	inside  func(folder string) map[string]string // marksIn but in tests
	waits   time.Duration                         // for the folder's answer; watchEvery but in tests
	asked   drives.Questions[map[string]string]
	begun   bool
	passed  map[string]bool // paths of drives that were there before, or were dealt with; until they are taken out
	found   []DiscFound
	paths   map[string]string // of found, by id
	settled map[string]string // what lay in the folder at the last look, with its mark
}

// forget lets go of what was found: names of discs may be names of people.
func (w *watchState) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turn++
	w.found, w.paths, w.settled = nil, nil, nil
}

// lookAround is one look. Behind the lock nothing is looked at, and what was found is
// found again.
func (a *App) lookAround() {
	w := &a.watching
	w.looking.Lock()
	defer w.looking.Unlock()
	v, err := a.open()
	if err != nil {
		return
	}
	w.mu.Lock()
	list, turn := w.list, w.turn
	w.mu.Unlock()
	mounted := list()
	s, err := readWatched(a, v)
	var inside map[string]string
	answers := err == nil
	if answers && s.Folder != "" {
		inside, answers = w.ask(a.ctx, s.Folder)
	}
	changed := false
	err = a.whileOpen(func() { changed = w.saw(turn, mounted, s, inside, answers) })
	if err == nil && changed {
		a.cfg.Shell.Emit("disc", "")
	}
}

// ask tells what lies in a folder, where it answers.
func (w *watchState) ask(ctx context.Context, folder string) (inside map[string]string, answers bool) {
	w.mu.Lock()
	look, waits := w.inside, w.waits
	w.mu.Unlock()
	ctx, stop := context.WithTimeout(ctx, waits)
	defer stop()
	inside, answers = w.asked.Ask(ctx, []string{folder}, look)[folder]
	return inside, answers
}

// saw takes in what a look has seen, unless something was dealt with or forgotten since
// it began, and tells whether there is something else than before. read: the setting
// of the folder could be read, and the folder answered.
func (w *watchState) saw(turn int, mounted []drives.Drive, s watched, inside map[string]string, read bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if turn != w.turn {
		return false
	}
	var found []DiscFound
	paths := map[string]string{}
	put := func(kind, name, path string) {
		sum := sha256.Sum256([]byte(kind + "\x00" + path))
		id := hex.EncodeToString(sum[:8])
		found, paths[id] = append(found, DiscFound{id, kind, name}), path
	}
	here := map[string]bool{}
	for _, d := range mounted {
		here[d.Path] = true
		if !w.begun && !d.Disc {
			w.passed[d.Path] = true // a disk that is always there
		}
		if kind := map[bool]string{true: "disc", false: "stick"}[d.Disc]; !w.passed[d.Path] {
			put(kind, d.Name, d.Path)
		}
	}
	w.begun = true
	for path := range w.passed {
		if !here[path] {
			delete(w.passed, path) // put in again, it is another
		}
	}
	if !read { // not known: as it was
		for _, f := range w.found {
			if f.Kind == "folder" {
				found, paths[f.ID] = append(found, f), w.paths[f.ID]
			}
		}
	}
	if read && s.Folder != "" {
		for name, mark := range inside {
			if w.settled[name] == mark && !slices.Contains(s.Known, mark) { // nobody writes to it any more
				put("folder", name, filepath.Join(s.Folder, name))
			}
		}
		w.settled = inside
	}
	slices.SortFunc(found, func(x, y DiscFound) int { return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Name, y.Name)) })
	changed := !slices.Equal(found, w.found)
	w.found, w.paths = found, paths
	return changed
}

func readWatched(a *App, v *casebook.Vault) (watched, error) {
	var s watched
	err := v.View(a.ctx, "", func(tx *casebook.Tx) error {
		row, err := casebook.Get[watched](tx, casebook.KindSetting, watchID)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		s = row.Value
		return err
	})
	return s, err
}

// marksIn tells what lies in a folder, each with a mark that changes while somebody
// writes to it: two levels are looked at.
func marksIn(folder string) map[string]string {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	out := map[string]string{}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || e.Name()[0] == '.' || info.Mode()&(fs.ModeSymlink|fs.ModeDevice|fs.ModeNamedPipe|fs.ModeSocket) != 0 {
			continue
		}
		h := sha256.New()
		fmt.Fprint(h, e.Name(), info.Size(), info.ModTime().UnixNano())
		if e.IsDir() {
			inside, _ := os.ReadDir(filepath.Join(folder, e.Name()))
			for _, x := range inside {
				if info, err := x.Info(); err == nil {
					fmt.Fprint(h, x.Name(), info.Size(), info.ModTime().UnixNano())
				}
			}
		}
		out[e.Name()] = hex.EncodeToString(h.Sum(nil)[:12])
	}
	return out
}

// Found is what is new in a drive or in the watched folder.
func (d *Disc) Found() ([]DiscFound, error) {
	if _, err := d.a.open(); err != nil {
		return nil, err
	}
	w := &d.a.watching
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]DiscFound{}, w.found...), nil
}

// LookAt looks at something that was found; it is not offered again.
func (d *Disc) LookAt(id string) (DiscState, error) {
	path, err := d.dealt(id)
	if err != nil {
		return DiscState{}, err
	}
	return d.Look([]string{path})
}

// Pass says that nobody wants to look at it.
func (d *Disc) Pass(id string) error {
	_, err := d.dealt(id)
	return err
}

// dealt takes something out of what was found and gives where it lies.
func (d *Disc) dealt(id string) (string, error) {
	a, w := d.a, &d.a.watching
	v, err := a.open()
	if err != nil {
		return "", err
	}
	at := func() int { return slices.IndexFunc(w.found, func(f DiscFound) bool { return f.ID == id }) }
	w.mu.Lock()
	path, ok := w.paths[id]
	folder, mark := false, ""
	if i := at(); i < 0 {
		ok = false
	} else if folder = w.found[i].Kind == "folder"; folder {
		mark = w.settled[w.found[i].Name]
	}
	w.mu.Unlock()
	if !ok {
		return "", errs.E(errs.NotFound, "look at disc", "It is not there any more. Put it in again, or choose it.")
	}
	if folder {
		if err := a.setWatched(v, func(s *watched) { s.Known = append(s.Known, mark) }); err != nil {
			return "", err
		}
	}
	w.mu.Lock()
	w.turn++
	if !folder {
		w.passed[path] = true
	}
	if i := at(); i >= 0 {
		w.found = slices.Delete(w.found, i, i+1)
		delete(w.paths, id)
	}
	w.mu.Unlock()
	a.cfg.Shell.Emit("disc", "")
	return path, nil
}

func (a *App) setWatched(v *casebook.Vault, change func(*watched)) error {
	return v.Update(a.ctx, "", func(tx *casebook.Tx) error {
		row, err := casebook.Get[watched](tx, casebook.KindSetting, watchID)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		row.ID = watchID
		change(&row.Value)
		row.Value.Known = row.Value.Known[max(0, len(row.Value.Known)-mostKnown):]
		_, err = casebook.Put(tx, casebook.KindSetting, row)
		return err
	})
}

// Watched is the folder that is watched; "" none.
func (d *Disc) Watched() (string, error) {
	v, err := d.a.open()
	if err != nil {
		return "", err
	}
	s, err := readWatched(d.a, v)
	return s.Folder, err
}

// Watch asks for a folder to be watched, and gives the one that is. What lies in it
// by then is not new.
func (d *Disc) Watch() (string, error) {
	v, err := d.a.open()
	if err != nil {
		return "", err
	}
	folder, err := d.a.cfg.Shell.OpenFolder("Choose the folder to watch")
	if err != nil || folder == "" {
		s, rerr := readWatched(d.a, v)
		if err == nil {
			err = rerr
		}
		return s.Folder, err
	}
	inside, answers := d.a.watching.ask(d.a.ctx, folder)
	if !answers {
		return "", errs.E(errs.NotFound, "watch folder", "This folder does not answer. Nothing was changed. Look whether its drive or network is there, and choose it again.")
	}
	known := []string{}
	for _, mark := range inside {
		known = append(known, mark)
	}
	return folder, d.a.setWatched(v, func(s *watched) { *s = watched{Folder: folder, Known: known} })
}

// Unwatch watches no folder any more.
func (d *Disc) Unwatch() error {
	v, err := d.a.open()
	if err != nil {
		return err
	}
	return d.a.setWatched(v, func(s *watched) { *s = watched{Known: []string{}} })
}

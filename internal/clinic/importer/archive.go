package importer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/container"
)

const (
	reasonEscape    = "Its name inside the archive points outside of it, so it was not taken. Ask where the archive comes from, or unpack it and add what comes out."
	reasonAsked     = "The password of the archive is asked for when it is added."
	reasonEncrypted = "It is locked by a password inside the archive, which was not given. Ask for the password, and add the archive again; or unpack it and add what comes out."
	reasonExpands   = "It would expand to far more than its size, as in archives that are made to fill disks, so it was not taken. If you know where it comes from, unpack it and add what comes out."
	reasonMethod    = "It is packed in a way that this program does not know. Unpack the archive and add what comes out."
	reasonBadEntry  = "It is damaged inside the archive. Ask for a new copy of the archive."
	reasonCut       = "The archive or the disc's image ends before this file does, as after a download or a copy that stopped. Load or copy it anew, and add it again."
	reasonSlow      = "The archive took longer to unpack than is given to it, as archives do that are made to keep computers busy. If you know where it comes from, unpack it and add what comes out."
	reasonEmpty     = "There is nothing in this archive."
)

// maxDepth is how many archives may be around a file.
const maxDepth = 2

// entries opens a container and gives its files. A kind without items says as
// what it is kept instead, and why. An error is the drive's, or ctx's.
func (j *job) entries(ctx context.Context, it *item, b *body, media string) (items []item, k kind, err error) {
	k.media = media
	switch {
	case it.depth >= maxDepth:
		return nil, k.closed(reasonDeep), nil
	case it.budget == nil:
		it.budget = &budget{source: b.size}
	}
	c, err := j.openContainer(ctx, it, b, media)
	if err == nil && c.Stream {
		if items, k, err = j.stream(ctx, it, b, c, k); err == nil {
			return items, k, nil
		}
	}
	if err != nil {
		return nil, j.unopened(k, it, err), fromDrive(err)
	}
	if media == container.ZIP {
		if k := packed(c.Entries, it.path); k.media != "" {
			return nil, k, nil
		}
	}
	// Each entry stands in the report and in memory: archives inside an archive
	// together bring no more than one import takes.
	if j.progress.TotalFiles+j.report.Apart+len(c.Entries) > j.Limits.Files {
		return nil, k.closed(reasonFull), nil
	}
	if items = j.within(it, b, c); len(items) == 0 {
		k.reason = reasonEmpty
		return nil, k, nil
	}
	if c.Short {
		j.report.warn(codeCut, it.path, cutMessage, it.path)
	}
	return items, k, nil
}

const (
	codeCut    = "container-cut"
	cutMessage = "An archive or the image of a disc ends before its contents do, as after a download or a copy that stopped. What was there is taken. Load or copy it anew, and add it again: what is here already is not taken twice."
)

// within turns the entries of a container into items.
func (j *job) within(it *item, b *body, c *container.Container) (items []item) {
	names, sure := entryNames(c.Entries)
	folder := folders(c.Entries, names)
	taken := map[string]bool{}
	for i := range c.Entries {
		e := &c.Entries[i]
		if folder[i] {
			continue
		}
		shown, out := cleanPath(names[i]), escapes(names[i])
		if out {
			shown = casefile.CleanName(names[i])
		}
		shown = unlike(taken, shown)
		in := item{path: it.path + "!/" + shown, stored: it.stored + "!/" + shown, depth: it.depth + 1, budget: it.budget, from: it.from, at: it.at}
		raw := e.Name
		if e.Raw != "" {
			raw = e.Raw
		}
		if shown != raw {
			in.raw = raw
		}
		in.unsure = !sure && !utf8.ValidString(e.Name)
		in.size = max(0, e.Size)
		if in.mark = contentMark(e.CRC, in.size); !e.Summed {
			in.mark = fileMark(in.stored, in.size, e.Modified)
		}
		j.admit(&in, e, out, b, c.Solid)
		items = append(items, in)
	}
	return items
}

// admit says of an entry how it is read, or why it is not.
func (j *job) admit(in *item, e *container.Entry, out bool, b *body, solid bool) {
	packed := e.Packed
	if packed < 0 {
		packed = b.size
	}
	switch {
	case out:
		in.reject = reasonEscape
	case e.Mode&fs.ModeSymlink != 0:
		in.reject = reasonLink
	case e.Mode != 0:
		in.reject = reasonDevice
	case e.Fault != nil:
		in.reject = reasonOfEntry(e.Fault)
	case in.size > j.Limits.File:
		in.reject = reasonTooLarge
	case e.Size > j.Limits.Floor && e.Size/max(1, packed) > j.Limits.Ratio, !j.affords(in.budget, in.size):
		// Images that are nearly all zeros expand as far: look what it is.
		in.open = func() (*body, error) { return j.secondLook(in.budget, e, b, solid) }
	default:
		in.budget.out += in.size
		in.open = func() (*body, error) { return j.openEntry(in.budget, e, b, solid) }
	}
}

// reasonOfEntry says why an entry is not read.
func reasonOfEntry(err error) string {
	switch {
	case errors.Is(err, container.ErrShort):
		return reasonCut
	case errors.Is(err, container.ErrMethod), errors.Is(err, container.ErrMemory):
		return reasonMethod
	case errors.Is(err, container.ErrLocked), errors.Is(err, container.ErrPassword):
		return reasonEncrypted
	}
	return reasonBadEntry
}

// unopened is as what a container is kept that was not opened.
func (j *job) unopened(k kind, it *item, err error) kind {
	switch {
	case errors.Is(err, container.ErrParts), errors.Is(err, container.ErrDamaged) && partName.MatchString(it.path):
		return k.closed(reasonPart)
	case errors.Is(err, container.ErrFull):
		return k.closed(reasonFull)
	case errors.Is(err, container.ErrMemory):
		return k.closed(reasonMemory)
	case errors.Is(err, container.ErrLocked), errors.Is(err, container.ErrPassword):
		return k.closed(reasonNoPassword)
	case errors.Is(err, errExpands), errors.Is(err, errSlow):
		return k.closed(reasonBomb)
	case errors.Is(err, container.ErrMethod) && strings.HasPrefix(k.media, typeDisc):
		return k.closed(reasonDisc)
	case errors.Is(err, container.ErrMethod):
		return k.closed(reasonClosed)
	}
	return k.closed(reasonBadArchive)
}

// fromDrive is the error if it is not about the container's own bytes.
func fromDrive(err error) error {
	for _, own := range []error{
		container.ErrParts, container.ErrDamaged, container.ErrFull, container.ErrMemory, container.ErrLocked, container.ErrPassword,
		container.ErrMethod, container.ErrShort, errBadEntry, errExpands, errSlow,
	} {
		if errors.Is(err, own) {
			return nil
		}
	}
	return err
}

// entryNames are the names as people read them, / between their parts: the
// archive's own Unicode where it has it, else what the bytes are likely to
// mean. Backslashes are separators (archives from Windows), but only where
// they are characters: in old Japanese they are the second half of many.
func entryNames(entries []container.Entry) (names []string, sure bool) {
	names = make([]string, len(entries))
	for i := range entries {
		names[i] = entries[i].Name
	}
	names, sure = readNames(names)
	for i := range names {
		names[i] = strings.ReplaceAll(names[i], `\`, "/")
	}
	return names, sure
}

// folders tells which entries are folders: named so, marked so, or empty with
// others below.
func folders(entries []container.Entry, names []string) []bool {
	out := make([]bool, len(entries))
	above := map[string]bool{}
	for _, n := range names {
		for i := strings.LastIndexByte(n, '/'); i > 0 && !above[n[:i]]; i = strings.LastIndexByte(n[:i], '/') {
			above[n[:i]] = true
		}
	}
	for i := range entries {
		n := strings.TrimRight(names[i], "/")
		out[i] = entries[i].Size == 0 && (n != names[i] || entries[i].Folder() || above[n])
	}
	return out
}

// unlike is the name, or one that is not taken yet: an archive may have two
// files of one name.
func unlike(taken map[string]bool, name string) string {
	dir, base := path.Split(name)
	ext := path.Ext(base)
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s%s (%d)%s", dir, strings.TrimSuffix(base, ext), n, ext)
	}
	taken[name] = true
	return name
}

// cleanPath is an entry's name as it is shown and kept.
func cleanPath(name string) string {
	var parts []string
	for _, p := range strings.Split(name, "/") {
		switch {
		case p == "..": // inside of the archive, or it is refused
			parts = parts[:max(0, len(parts)-1)]
		case p != "" && p != ".":
			parts = append(parts, casefile.CleanName(p))
		}
	}
	if len(parts) == 0 {
		return "_"
	}
	return strings.Join(parts, "/")
}

// escapes tells whether the entry's name leads out of the archive: absolute, a
// drive, or more steps up than down. Nothing is ever written under such a name;
// but who packs so has no good reason.
func escapes(name string) bool {
	if strings.HasPrefix(name, "/") {
		return true
	}
	depth := 0
	for _, p := range strings.Split(name, "/") {
		switch p {
		case "", ".":
		case "..":
			if depth--; depth < 0 {
				return true
			}
		default:
			depth++
		}
	}
	letter := name[:min(1, len(name))]
	return len(name) >= 2 && name[1] == ':' && isLetter(letter[0]) && (len(name) == 2 || name[2] != ' ')
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// unpack takes the files of an archive.
func (j *job) unpack(ctx context.Context, archive *item, items []item) error {
	items = j.opened(archive, items)
	due := func() error { // which file ends the program is known in here, too
		if j.careful == 0 || ctx.Err() != nil {
			return nil
		}
		return j.whileOpen(ctx, func() error { return j.commitIfDue(context.WithoutCancel(ctx)) })
	}
	if err := due(); err != nil {
		return err
	}
	for i := range items {
		if ctx.Err() != nil {
			return nil
		}
		if err := j.take(ctx, &items[i]); err != nil {
			return err
		}
		if err := due(); err != nil {
			return err
		}
	}
	return nil
}

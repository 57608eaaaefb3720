package importer

import (
	"context"
	"errors"
	"strings"

	"oso/internal/container"
	"oso/internal/dicom"
	"oso/internal/errs"
)

// once does everything for one file, unless the vault is locked.
func (j *job) once(ctx context.Context, it *item) error {
	if err := j.locked(); err != nil {
		return err
	}
	passed, err := j.passBy(ctx, it)
	if err != nil {
		return err
	}
	j.progress.Path = ""
	if mine, _ := j.whose(it); mine {
		j.progress.Path = it.path
	}
	if !passed { // for what is told here may end the program once more
		j.tell(false)
	}
	j.met[strings.ToLower(it.path)] = true
	start, archive, apart := j.progress.Bytes, false, j.report.Apart
	j.pace.begin(it, j.Now(), start)
	defer func() {
		switch {
		case archive:
			return
		case j.report.Apart > apart: // the case hears nothing of it
			j.progress.Bytes = start
		default: // whatever was read of it, its bytes are done
			j.progress.Bytes = start + it.size
			j.progress.Files++
		}
		j.pace.done(it.size, j.Now())
	}()
	if passed {
		return nil
	}
	if it.reject != "" {
		if j.concerns(it) {
			j.report.add(it, Rejected, it.reject)
			j.count(Rejected)
		}
		return nil
	}
	var b *body
	err = safely(func() (err error) { b, err = it.open(); return err })
	if errs.Is(err, errs.VaultLocked) {
		return err
	}
	if err != nil {
		return j.refuse(it, err)
	}
	opened := false
	defer func() {
		if !opened {
			b.close()
		}
	}()
	var u understood
	err = safely(func() (err error) { u, err = j.understand(ctx, it, b); return err })
	if ctx.Err() != nil {
		return nil // neither read nor in the report
	}
	if err != nil {
		return j.refuse(it, err)
	}
	if container.Opens(u.media) && u.reason == "" {
		below := len(j.held)
		opened = true
		j.held = append(j.held, b.close)
		var items []item
		var k kind
		err := safely(func() (err error) { items, k, err = j.entries(ctx, it, b, u.media); return err })
		switch {
		case errs.Is(err, errs.VaultLocked) || errors.As(err, new(unkept)) || ctx.Err() != nil:
			j.release(below)
			return err
		case err != nil:
			defer j.release(below)
			return j.refuse(it, err)
		case items != nil:
			archive = true
			if err := j.unpack(ctx, it, items); err != nil || ctx.Err() != nil {
				return err
			}
			// Before the archive is closed: what is not committed may be read again.
			if len(j.pending) > 0 && (it.depth == 0 || len(j.held) > below+2) {
				if err := j.whileOpen(ctx, func() error { return j.commit(context.WithoutCancel(ctx), false) }); err != nil {
					return err
				}
			}
			if len(j.pending) == 0 {
				j.release(below)
			}
			j.journal.dealt(it.mark, it.place)
			return nil
		}
		defer func() {
			if len(j.pending) == 0 {
				j.release(below)
			}
		}()
		if u.media, u.reason = k.media, k.reason; k.code != "" {
			u.find(k.code, k.reason)
		} else {
			u.readOffice(b)
		}
	}
	if it.unsure {
		u.find(string(dicom.LettersGuessed), nameGuessed)
	}
	switch {
	case j.see != nil:
		j.show(it, b.size, &u)
		return nil
	case !takes(j.Only, it, &u): // a person chose others: nothing of it comes into this case
		j.apart(it)
		return nil
	case ofProgram(it, &u):
		j.leaveOut(it, &u)
		return nil
	}
	j.progress.Path = it.path
	return j.store(ctx, it, b, &u)
}

const nameGuessed = "The names of these files are in old letters that nobody names and that can be read in more than one way, so they may be wrong here. What is in the files is as it was. Compare the names with those on the computer that they come from."

const (
	codePrograms    = "programs-left-out"
	codeLinks       = "links-left-out"
	reasonElsewhere = "It only says where a file or a page is and does not hold it, so it was left out. If it leads to records, add those themselves. To keep it all the same, add this file by itself."
	reasonPrograms  = "It is a program, such as the viewer of a disc, or a part of one. It holds nothing about the patient, is never run here, and was left out. To keep it all the same, add this file by itself."
)

package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"oso/internal/clinical"
	"oso/internal/errs"
)

// Is tells by its name whether a file is a table.
func Is(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv", ".tsv", ".xlsx", ".xlsm":
		return true
	}
	return false
}

// Read reads a table. The errors' kinds are Unreadable where it is none or is
// damaged, Unsupported where no column is known, TooLarge, and NotFound.
func Read(path string) (Table, error) {
	const op = "read table"
	f, err := os.Open(path)
	if err != nil {
		return Table{}, errs.Wrap(err, errs.NotFound, op, "The table could not be opened. Nothing was taken from it. Check its place and choose it again.")
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	switch {
	case err != nil:
		return Table{}, errs.Wrap(err, errs.Unreadable, op, "The table could not be read to its end. Nothing was taken from it. Copy it to this computer and choose it again.")
	case len(data) > mostBytes:
		return Table{}, errs.E(errs.TooLarge, op, fmt.Sprintf("A table may have %d MB. Nothing was taken from it. Divide it, or keep the columns that are needed.", mostBytes>>20))
	}
	lines, serial, err := linesOf(data)
	if err != nil {
		return Table{}, errs.Wrap(err, errs.Unreadable, op, "This is no table that can be read here, or it is damaged. Nothing was taken from it. Save it as CSV or XLSX and choose it again.")
	}
	return parse(lines, serial)
}

func linesOf(data []byte) ([]line, func(float64) (time.Time, bool), error) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return sheet(data)
	}
	lines, err := separated(data)
	return lines, nil, err
}

// A workbook has a part for each sheet, drawing and picture, and a few besides.
const (
	mostParts = 2000
	unpacked  = 256 << 20
)

// vetSheet refuses a workbook of very many parts, each of which the reader of
// sheets keeps. That a part is no longer than listed, and all of them together
// no longer than is unpacked, is seen to by those who read them.
func vetSheet(data []byte) error {
	book, err := clinical.OpenZIP(bytes.NewReader(data), int64(len(data)))
	if err == nil && len(book.File) > mostParts {
		err = errors.New("more parts than a workbook has")
	}
	return err
}

// sheet reads the first sheet that has something in it. The cells are as they are
// kept and not as they are shown: what is shown of a day depends on who looks.
func sheet(data []byte) (lines []line, serial func(float64) (time.Time, bool), err error) {
	defer func() { // a reader of files that nobody vetted
		if p := recover(); p != nil {
			err = fmt.Errorf("reader of sheets: %v", p)
		}
	}()
	if err := vetSheet(data); err != nil {
		return nil, nil, err
	}
	// With both limits alike nothing is unpacked to a temporary file.
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: unpacked, UnzipXMLSizeLimit: unpacked})
	if err != nil {
		return nil, nil, err
	}
	defer book.Close()
	props, err := book.GetWorkbookProps()
	if err != nil {
		return nil, nil, err
	}
	from1904 := props.Date1904 != nil && *props.Date1904
	serial = func(n float64) (time.Time, bool) {
		at, err := excelize.ExcelDateToTime(n, from1904)
		return at, err == nil
	}
	for _, name := range book.GetSheetList() {
		rows, err := book.Rows(name)
		if err != nil {
			continue // a chart
		}
		var found []line
		for at := 1; rows.Next() && len(found) <= mostRows+100; at++ {
			row, err := rows.Columns()
			if err != nil {
				return nil, nil, errors.Join(err, rows.Close())
			}
			found = append(found, line{at, row[:min(len(row), mostCells)]})
		}
		if err := errors.Join(rows.Error(), rows.Close()); err != nil {
			return nil, nil, err
		}
		if len(found) > 1 {
			return found, serial, nil
		}
	}
	return nil, serial, nil
}

// separated reads CSV in any of the forms that programs write. What separates the cells
// is what the heads are found by: a title above them may have commas of its own.
func separated(data []byte) ([]line, error) {
	text, err := decoded(data)
	if err != nil {
		return nil, err
	}
	if strings.ContainsRune(text, 0) {
		return nil, errors.New("bytes that are no text")
	}
	head, rest, _ := strings.Cut(text, "\n")
	if by, ok := strings.CutPrefix(strings.TrimSpace(head), "sep="); ok && len(by) == 1 { // as Excel writes it
		return records(rest, 1, rune(by[0]), mostRows+100)
	}
	most, first := -1, ','
	for _, by := range ",;\t|" {
		top, err := records(text, 0, by, 21)
		if at, columns := heads(top); err == nil && at >= 0 && len(columns) > most {
			most, first = len(columns), by
		}
	}
	return records(text, 0, first, mostRows+100)
}

// records are the lines of a text, above which others stood.
func records(text string, above int, by rune, most int) ([]line, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = by, true, -1
	var out []line
	for len(out) <= most {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		at, _ := r.FieldPos(0)
		out = append(out, line{above + at, row[:min(len(row), mostCells)]})
	}
	return out, nil
}

// decoded is the text of a file: UTF-8 or UTF-16 by its mark, UTF-8 where it is,
// else Western European, as Excel writes CSV.
func decoded(data []byte) (string, error) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		b, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		return string(b), err
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if utf8.Valid(data) {
		return string(data), nil
	}
	b, err := charmap.Windows1252.NewDecoder().Bytes(data)
	return string(b), err
}

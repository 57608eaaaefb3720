// Package letter sets an opinion as a letter in PDF (R39, R50, R52): lines and
// pages by our own rules, drawn by a PDF writer, tagged behind it.
//
// It promises that the same content, facts and paper give the same bytes; that
// nothing of the content is left out, so that a character which cannot be
// printed is an error that names it; that the work is linear in the text,
// bounded, and ends with its context.
//
// It leaves to others: what an opinion says and who signed it (opinion), and
// keeping the letter.
package letter

package main

import (
	"reflect"
	"testing"
)

// A tag that said otherwise than the answer's own fields once took the whole
// inbox off the screen: what has a form is written from its form.
func TestATagMayOnlyNarrowStrings(t *testing.T) {
	t.Parallel()
	type word string
	type ref struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	type narrowed struct {
		Word  word         `json:"word" ts:"'a' | 'b'"`
		Turns map[word]int `json:"turns" ts:"Partial<Record<'a' | 'b', number>>"`
	}
	type pointed struct {
		Case *ref `json:"case" ts:"{ id: string; reference: string } | null"`
	}
	type listed struct {
		Cases []ref `json:"cases" ts:"string[]"`
	}
	type counted struct {
		Count int `json:"count" ts:"string"`
	}
	for _, c := range []struct {
		t       reflect.Type
		refused bool
	}{
		{reflect.TypeFor[narrowed](), false},
		{reflect.TypeFor[pointed](), true},
		{reflect.TypeFor[listed](), true},
		{reflect.TypeFor[counted](), true},
	} {
		func() {
			defer func() {
				if got := recover() != nil; got != c.refused {
					t.Errorf("%s refused: %v", c.t, got)
				}
			}()
			w := &writer{done: map[reflect.Type]string{}, used: map[string]reflect.Type{}}
			w.of(c.t, true)
		}()
	}
}

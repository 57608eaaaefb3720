package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"oso/internal/server/acts"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// actTable is the acts as docs/CONSOLE.md prints them.
func actTable() string {
	reasons := workflow.Defaults(time.UTC).Reasons
	var b strings.Builder
	b.WriteString("| Act | Who | Brings | Reasons | Means |\n|---|---|---|---|---|\n")
	for _, a := range acts.Console() {
		means := a.Means
		if means == "" {
			means = a.Done + "."
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", a.Event, who(a), brings(a.Fields()), strings.Join(reasons[a.Event], ", "), means)
	}
	return b.String()
}

// who may do it: roles with what they are to the case, those that are the same
// to it together.
func who(a acts.Act) string {
	var order []rights.Relation
	by := map[rights.Relation][]string{}
	for _, w := range a.Who() {
		if !slices.Contains(order, w.Relation) {
			order = append(order, w.Relation)
		}
		by[w.Relation] = append(by[w.Relation], string(w.Role))
	}
	var out []string
	for _, rel := range order {
		out = append(out, fmt.Sprintf("%s (%s)", strings.Join(by[rel], ", "), rel))
	}
	return strings.Join(out, "; ")
}

func brings(fields []acts.Field) string {
	var out []string
	for _, f := range fields {
		if f.Kind == acts.KindSeq {
			continue // said above the table: of every act
		}
		s := "`" + f.Name + "`"
		if !f.Required {
			s += "?"
		}
		for _, r := range f.Of {
			s += " (required of " + string(r) + ")"
		}
		switch {
		case f.Fields != nil:
			s += " [" + brings(f.Fields) + "]"
		case f.Choices != nil:
			var of []string
			for _, c := range f.Choices {
				of = append(of, c.Value)
			}
			s += " (" + strings.Join(of, ", ") + ")"
		case f.Kind == acts.KindAgreed:
			s += " (true)"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `\'`) + "'" }

// actTypes are the requests as TypeScript has them.
func actTypes() string {
	var b strings.Builder
	b.WriteString(header + `
/** What each act brings. */
export type Requests = {
`)
	for _, a := range acts.Console() {
		fmt.Fprintf(&b, "  %s: %s\n", quoted(string(a.Event)), requestType(a.Fields()))
	}
	b.WriteString(`}

export type Act = keyof Requests
`)
	return b.String()
}

// actForms is each act's form, as the pages draw it.
func actForms() string {
	var b strings.Builder
	b.WriteString(header + `
import type { Act } from './acts'

export type FieldKind =
`)
	for _, k := range acts.Kinds() {
		fmt.Fprintf(&b, "  | %s\n", quoted(string(k)))
	}
	b.WriteString(`
/** One field of an act's form; its words are in acts.json. */
export type Field = {
  name: string
  kind: FieldKind
  /** The page fills it by itself. */
  given?: true
  required?: true
  /** Required of these roles, optional for others. */
  of?: readonly string[]
  /** The longest text, in characters. */
  max?: number
  choices?: readonly string[]
  /** Of one entry of a list. */
  fields?: readonly Field[]
}

export type Form = {
  fields: readonly Field[]
  /** Opens the person’s signing key. */
  signs?: true
  /** Cannot be taken back: says what is lost, and asks for the name. */
  final?: true
  danger?: true
  /** Done at a press: asks for nothing. */
  press?: true
}

/** Every act of the console, in the order in which it is due. */
export const forms: Record<Act, Form> = {
`)
	for _, a := range acts.Console() {
		fmt.Fprintf(&b, "  %s: {\n    fields: [\n", quoted(string(a.Event)))
		for _, f := range a.Fields() {
			fmt.Fprintf(&b, "      %s,\n", form(f))
		}
		b.WriteString("    ],\n")
		for _, flag := range []struct {
			name string
			is   bool
		}{{"signs", a.Signs()}, {"final", a.Final != ""}, {"danger", a.Danger || a.Final != ""}, {"press", a.Press}} {
			if flag.is {
				fmt.Fprintf(&b, "    %s: true,\n", flag.name)
			}
		}
		b.WriteString("  },\n")
	}
	b.WriteString(`}

/** The act of this name, if this page knows it: a newer service may have more. */
export function actOf(name: string): Act | undefined {
  return name in forms ? (name as Act) : undefined
}
`)
	return b.String()
}

func requestType(fields []acts.Field) string {
	var out []string
	for _, f := range fields {
		optional := ""
		if !f.Required {
			optional = "?"
		}
		t := "string"
		switch {
		case f.Kind == acts.KindList:
			t = requestType(f.Fields) + "[]"
		case f.Kind == acts.KindSeq, f.Kind == acts.KindVersion, f.Kind == acts.KindRowVersion:
			t = "number"
		case f.Kind == acts.KindAgreed:
			t = "true"
		}
		out = append(out, f.Name+optional+": "+t)
	}
	return "{ " + strings.Join(out, "; ") + " }"
}

func form(f acts.Field) string {
	out := []string{"name: " + quoted(f.Name), "kind: " + quoted(string(f.Kind))}
	if f.Kind.Given() {
		out = append(out, "given: true")
	}
	if f.Required {
		out = append(out, "required: true")
	}
	if f.Of != nil {
		var of []string
		for _, r := range f.Of {
			of = append(of, quoted(string(r)))
		}
		out = append(out, "of: ["+strings.Join(of, ", ")+"]")
	}
	if f.Max > 0 {
		out = append(out, fmt.Sprintf("max: %d", f.Max))
	}
	if f.Choices != nil {
		var of []string
		for _, c := range f.Choices {
			of = append(of, quoted(c.Value))
		}
		out = append(out, "choices: ["+strings.Join(of, ", ")+"]")
	}
	if f.Fields != nil {
		var of []string
		for _, x := range f.Fields {
			of = append(of, form(x))
		}
		out = append(out, "fields: ["+strings.Join(of, ", ")+"]")
	}
	return "{ " + strings.Join(out, ", ") + " }"
}

// fieldWords are the words of one field; those of a list's entries stand in it
// under their names.
type fieldWords struct {
	Label   string                `json:"label"`
	Hint    string                `json:"hint,omitempty"`
	Need    string                `json:"need,omitempty"`
	Choices map[string]string     `json:"choices,omitempty"`
	Fields  map[string]fieldWords `json:"fields,omitempty"`
}

// actWords are the acts' words in English, as the pages' texts are.
func actWords() string {
	words := struct {
		Label  map[string]string                `json:"label"`
		Title  map[string]string                `json:"title"`
		Next   map[string]string                `json:"next"`
		Done   map[string]string                `json:"done"`
		Lead   map[string]string                `json:"lead"`
		Final  map[string]string                `json:"final"`
		Reason map[string]string                `json:"reason"`
		Field  map[string]map[string]fieldWords `json:"field"`
	}{
		map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{},
		acts.Reasons(), map[string]map[string]fieldWords{},
	}
	put := func(to map[string]string, e workflow.Event, s string) {
		if s != "" {
			to[string(e)] = s
		}
	}
	for _, a := range acts.All() {
		put(words.Done, a.Event, a.Done)
		put(words.Label, a.Event, a.Label)
		put(words.Title, a.Event, a.DialogTitle())
		put(words.Next, a.Event, a.Next)
		put(words.Lead, a.Event, a.Lead)
		put(words.Final, a.Event, a.Final)
		if a.Request != nil {
			words.Field[string(a.Event)] = wordsOf(a.Fields())
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(words); err != nil {
		panic(err) // maps of strings
	}
	return b.String()
}

func wordsOf(fields []acts.Field) map[string]fieldWords {
	out := map[string]fieldWords{}
	for _, f := range fields {
		if f.Kind.Given() {
			continue
		}
		w := fieldWords{Label: f.Label, Hint: f.Hint, Need: f.Need}
		for _, c := range f.Choices {
			if w.Choices == nil {
				w.Choices = map[string]string{}
			}
			w.Choices[c.Value] = c.Label
		}
		if f.Fields != nil {
			w.Fields = wordsOf(f.Fields)
		}
		out[f.Name] = w
	}
	return out
}

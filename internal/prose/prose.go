// Package prose is the form in which an opinion's texts are written: headings,
// lists, tables, bold, italic, raised and lowered signs, in a string that can
// still be read as it stands.
//
// It promises that every string is a text (what is no well-formed sign is
// itself), that reading takes time in proportion to the string, that a text has
// one spelling (String), and that Parse and String undo each other. The pages
// have the same in TypeScript; both are held against testdata/prose. It knows no
// opinion: what [1] or [Figure 2] names is deed's to say, and such brackets pass
// through here unread. ADR 127 has the form and why it is one of our own.
package prose

// Form is how a document says that its texts are in this form.
const Form = "oso/prose/v1"

// Text is what somebody wrote, block after block. Blocks are parted by blank
// lines.
type Text []Block

// Kind is what a block is.
type Kind string

const (
	Paragraph Kind = "paragraph" // Inlines
	Heading   Kind = "heading"   // "# " or "## ": Level, Inlines, in one line
	List      Kind = "list"      // "- " or "1. ": Ordered, Start, Items
	Table     Kind = "table"     // "| a | b |" over "| --- | --- |": Rows, Align
)

// What a text holds at most; what goes beyond is kept, as simpler text.
const (
	MaxLevel   = 3  // of lists in lists; a deeper item is one of the third level
	MaxColumns = 20 // of a table; further cells join the last one
)

// Block is a paragraph, a heading, a list or a table; Kind says which of its
// fields it has.
type Block struct {
	Kind    Kind      `json:"kind"`
	Level   int       `json:"level,omitempty"`   // of a heading: 1, 2
	Ordered bool      `json:"ordered,omitempty"` // a list with numbers
	Start   int       `json:"start,omitempty"`   // the first number; the others follow it
	Items   [][]Block `json:"items,omitempty"`   // of a list: at most one paragraph, then lists
	Rows    [][]Cell  `json:"rows,omitempty"`    // of a table: the header first; all of one length
	Align   []Align   `json:"align,omitempty"`   // of a table, for each column
	Inlines []Inline  `json:"inlines,omitempty"` // of a paragraph, a heading
}

// Cell is what stands in a cell of a table: inlines, in lines where Break parts
// them.
type Cell []Inline

// Align is where a column's cells stand.
type Align string

const (
	AlignStart Align = ""      // "---": where lines begin
	AlignLeft  Align = "left"  // ":--"
	AlignRight Align = "right" // "--:", for numbers
)

// Inline is a piece of a line that looks the same throughout, or the line's end.
// White space looks as what stands on both sides of it.
type Inline struct {
	Text   string `json:"text,omitempty"`
	Bold   bool   `json:"bold,omitempty"`   // **bold**
	Italic bool   `json:"italic,omitempty"` // _italic_
	Super  bool   `json:"super,omitempty"`  // ^raised^
	Sub    bool   `json:"sub,omitempty"`    // ~lowered~
	Break  bool   `json:"break,omitempty"`  // a new line begins; nothing else is set
}

// style is which marks a piece has: a bit for each of marks.
type style uint8

// marks are the signs by their bit, in the order in which they open where they
// end together.
var marks = [...]string{"**", "_", "^", "~"}

func (in Inline) style() (s style) {
	for i, on := range [...]bool{in.Bold, in.Italic, in.Super, in.Sub} {
		if on {
			s |= 1 << i
		}
	}
	return s
}

func inline(text string, s style) Inline {
	return Inline{Text: text, Bold: s&1 != 0, Italic: s&2 != 0, Super: s&4 != 0, Sub: s&8 != 0}
}

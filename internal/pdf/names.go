package pdf

// names follows the bytes of objects and reacts to the names in them (PDF 32000
// 7.3.5), written plainly or with #xx escapes, which are a way to hide them.
type names struct {
	sight *sight

	inName  bool
	escape  int // digits of a #xx still to come
	digit   byte
	name    [32]byte
	length  int
	last    [16]byte // of the bytes seen, for keywords
	at      int
	isType  bool // the name before was Type
	encrypt bool // the name before was Encrypt: a dictionary or a reference must follow

	objects bool // the open dictionary is an object stream's
	flate   bool
	filter  bool // it has a filter of any kind
}

func (n *names) feed(c byte) {
	n.last[n.at%len(n.last)] = c
	n.at++
	if n.inName {
		if !isDelimiter(c) {
			n.add(c)
			return
		}
		n.inName = false
		n.meet(string(n.name[:n.length]))
	}
	switch {
	case c == '/':
		n.inName, n.length, n.escape = true, 0, 0
	case n.encrypt && !isSpace(c):
		if c == '<' || c >= '0' && c <= '9' {
			n.sight.encrypted = true
		}
		n.encrypt = false
	case !isSpace(c):
		n.isType = false
	}
}

func (n *names) add(c byte) {
	switch {
	case n.escape == 2:
		n.digit, n.escape = hex(c)<<4, 1
		return
	case n.escape == 1:
		c, n.escape = n.digit|hex(c), 0
	case c == '#':
		n.escape = 2
		return
	}
	if n.length < len(n.name) {
		n.name[n.length] = c
		n.length++
	}
}

func (n *names) meet(name string) {
	wasType := n.isType
	n.isType, n.encrypt = false, false
	switch name {
	case "Type":
		n.isType = true
	case "Page":
		if wasType {
			n.sight.pages++
		}
	case "ObjStm":
		n.objects = wasType
	case "FlateDecode", "Fl":
		n.flate = true
	case "Filter":
		n.filter = true
	case "Encrypt":
		n.encrypt = true
	default:
		if k := kindOf(name); k != "" {
			n.sight.active = appendOnce(n.sight.active, k)
		}
	}
}

// kindOf maps a name in an action, annotation or dictionary to the active
// content it stands for (PDF 32000 12.6, 7.11.4, 12.7.8).
func kindOf(name string) Kind {
	switch name {
	case "JavaScript", "JS":
		return JavaScript
	case "Launch":
		return Launch
	case "EmbeddedFile", "EF", "FileAttachment": // an EmbeddedFiles tree may be empty
		return Attachment
	case "RichMedia", "Rendition", "Movie", "Sound", "3D":
		return Media
	case "XFA":
		return XFA
	case "SubmitForm", "ImportData":
		return Submit
	}
	return ""
}

func appendOnce(s []Kind, k Kind) []Kind {
	for _, have := range s {
		if have == k {
			return s
		}
	}
	return append(s, k)
}

// ends tells whether the bytes seen end in word.
func (n *names) ends(word string) bool {
	if n.at < len(word) {
		return false
	}
	for i := range word {
		if n.last[(n.at-len(word)+i)%len(n.last)] != word[i] {
			return false
		}
	}
	return true
}

// keyword tells whether the bytes seen end in word and it is a word of its own.
func (n *names) keyword(word string) bool {
	if n.inName || !n.ends(word) {
		return false
	}
	return n.at == len(word) || isDelimiter(n.last[(n.at-len(word)-1)%len(n.last)])
}

func isSpace(c byte) bool { return c == ' ' || c >= 9 && c <= 13 || c == 0 }

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return isSpace(c)
}

func hex(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 0
}

package typeface

// script is a face and the characters that are looked for in it, as pairs of
// the first and the last. It spares opening a large font for a sign that it
// cannot have.
type script struct {
	face   Face
	blocks []rune
}

func (s script) has(r rune) bool {
	for i := 0; i < len(s.blocks); i += 2 {
		if r >= s.blocks[i] && r <= s.blocks[i+1] {
			return true
		}
	}
	return false
}

// scripts are the faces that stand in for what the Western ones lack.
func scripts() []script {
	return []script{
		{"NotoSerifHebrew-Regular", []rune{0x0590, 0x05FF, 0xFB1D, 0xFB4F}},
		{"NotoNaskhArabic-Regular", []rune{0x0600, 0x06FF, 0x0750, 0x077F, 0x08A0, 0x08FF, 0xFB50, 0xFDFF, 0xFE70, 0xFEFC}},
		{"NotoSansSyriac-Regular", []rune{0x0700, 0x074F, 0x0860, 0x086F}},
		{"NotoSansThaana-Regular", []rune{0x0780, 0x07BF}},
		{"NotoSerifDevanagari-Regular", []rune{0x0900, 0x097F, 0x1CD0, 0x1CFF, 0xA8E0, 0xA8FF}},
		{"NotoSerifBengali-Regular", []rune{0x0980, 0x09FF}},
		{"NotoSerifGurmukhi-Regular", []rune{0x0A00, 0x0A7F}},
		{"NotoSerifGujarati-Regular", []rune{0x0A80, 0x0AFF}},
		{"NotoSansOriya-Regular", []rune{0x0B00, 0x0B7F}},
		{"NotoSerifTamil-Regular", []rune{0x0B80, 0x0BFF}},
		{"NotoSerifTelugu-Regular", []rune{0x0C00, 0x0C7F}},
		{"NotoSerifKannada-Regular", []rune{0x0C80, 0x0CFF}},
		{"NotoSerifMalayalam-Regular", []rune{0x0D00, 0x0D7F}},
		{"NotoSerifSinhala-Regular", []rune{0x0D80, 0x0DFF}},
		{"NotoSerifThai-Regular", []rune{0x0E00, 0x0E7F}},
		{"NotoSerifLao-Regular", []rune{0x0E80, 0x0EFF}},
		{"NotoSerifTibetan-Regular", []rune{0x0F00, 0x0FFF}},
		{"NotoSerifMyanmar-Regular", []rune{0x1000, 0x109F, 0xA9E0, 0xA9FF, 0xAA60, 0xAA7F}},
		{"NotoSerifGeorgian-Regular", []rune{0x10A0, 0x10FF, 0x1C90, 0x1CBF, 0x2D00, 0x2D2F}},
		{"NotoSerifEthiopic-Regular", []rune{0x1200, 0x139F, 0x2D80, 0x2DDF, 0xAB00, 0xAB2F}},
		{"NotoSerifKhmer-Regular", []rune{0x1780, 0x17FF, 0x19E0, 0x19FF}},
		{"NotoSerifArmenian-Regular", []rune{0x0530, 0x058F, 0xFB13, 0xFB17}},
		{"NotoSansCanadianAboriginal-Regular", []rune{0x1400, 0x167F, 0x18B0, 0x18FF}},
		{"NotoSansCherokee-Regular", []rune{0x13A0, 0x13FF, 0xAB70, 0xABBF}},
		{"NotoSansNKo-Regular", []rune{0x07C0, 0x07FF}},
		{"NotoSansAdlam-Regular", []rune{0x1E900, 0x1E95F}},
		{"NotoSansOlChiki-Regular", []rune{0x1C50, 0x1C7F}},
		{"NotoSansMeeteiMayek-Regular", []rune{0xABC0, 0xABFF, 0xAAE0, 0xAAFF}},
		{"NotoSansTifinagh-Regular", []rune{0x2D30, 0x2D7F}},
		{"NotoSansSymbols2-Regular", signs()},
		{"NotoSansMath-Regular", signs()},
		{"NotoSansSymbols-Regular", signs()},
		{"NotoSerifKR-Regular", []rune{0x3131, 0x318E, 0xAC00, 0xD7A3}},
		{"NotoSerifSCForms-Regular", []rune{0xFF01, 0xFF5E}},
		{"NotoSerifSC-Regular", []rune{0x2E80, 0x312F, 0x3190, 0x4DBF, 0x4E00, 0x9FFF, 0xF900, 0xFAFF, 0x20000, 0x3FFFF}},
	}
}

// signs are arrows, signs of mathematics and technique, shapes and ornaments.
func signs() []rune { return []rune{0x2100, 0x27FF, 0x2900, 0x2BFF} }

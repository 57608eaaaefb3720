package importer

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// brands are what files of ISO's base media format name themselves (ISO 14496-12,
// 4.3): at their fifth byte, and in the list of what else they can be read as.
var brands = map[string]string{
	"heic": "image/heic", "heix": "image/heic", "heim": "image/heic", "heis": "image/heic", "hevc": "image/heic-sequence", "hevx": "image/heic-sequence", "hevm": "image/heic-sequence", "hevs": "image/heic-sequence",
	"mif1": "image/heif", "mif2": "image/heif", "miaf": "image/heif", "msf1": "image/heif-sequence", "avif": "image/avif", "avis": "image/avif", "crx ": "image/x-canon-cr3",
	"jp2 ": "image/jp2", "jpx ": "image/jpx", "qt  ": "video/quicktime", "mqt ": "video/quicktime", "M4A ": "audio/mp4", "M4B ": "audio/mp4", "M4P ": "audio/mp4",
}

// mediaType tells pictures, films and sound by more than a first few bytes.
func mediaType(head []byte) string {
	switch string(head[:4]) {
	case "RIFF":
		switch string(head[8:12]) {
		case "AVI ":
			return "video/x-msvideo"
		case "WAVE":
			return "audio/wav"
		case "WEBP":
			return "image/webp"
		}
		return ""
	case "\x1a\x45\xdf\xa3": // EBML, which says what it holds a little later
		if bytes.Contains(head[:min(len(head), 64)], []byte("webm")) {
			return "video/webm"
		}
		return "video/x-matroska"
	case "OggS":
		if bytes.Contains(head[:min(len(head), 64)], []byte("theora")) {
			return "video/ogg"
		}
		return "audio/ogg"
	}
	if head[0] == 'G' && len(head) > 2*188 && head[188] == 'G' && head[2*188] == 'G' {
		return "video/mp2t" // packets of 188 bytes, each of which begins so
	}
	size := binary.BigEndian.Uint32(head)
	switch string(head[4:8]) {
	case "ftyp":
		return baseMedia(head, int(min(size, uint32(len(head)))))
	case "moov", "mdat", "wide", "pnot": // QuickTime of before there was ftyp
		if size == 1 || size >= 8 {
			return "video/quicktime"
		}
	}
	return ""
}

// baseMedia tells what an ISO base media file is by its brands. One that all
// pictures share says less than another that follows.
func baseMedia(head []byte, size int) string {
	own := string(head[8:12])
	is := brands[own]
	if is != "" && !strings.HasPrefix(is, "image/heif") {
		return is
	}
	if strings.HasPrefix(own, "3gp") || strings.HasPrefix(own, "3ge") || strings.HasPrefix(own, "3gg") {
		return "video/3gpp"
	}
	if strings.HasPrefix(own, "3g2") {
		return "video/3gpp2"
	}
	for at := 16; at+4 <= size; at += 4 {
		if m := brands[string(head[at:at+4])]; strings.HasPrefix(m, "image/") && !strings.HasPrefix(m, "image/heif") {
			return m
		}
	}
	if is != "" {
		return is
	}
	return "video/mp4"
}

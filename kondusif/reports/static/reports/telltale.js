/* What in typed words may tell who somebody is. The twin of telltale.py, held to the same vectors; no page is touched here. */

export const COVERS = {
  email: "[surel]", nik: "[NIK]", kk: "[nomor KK]", phone: "[nomor telepon]", plate: "[nomor polisi]", name: "[nama]",
};
const EDGE = "(?<![0-9A-Za-z])", END = "(?![0-9A-Za-z])";
const EMAIL = /[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}/g;
const SIXTEEN = /(?<![0-9])[0-9](?:[ .-]?[0-9]){15}(?![0-9])/g;
const PHONE = /(?<![0-9])(?:\+?62[ .-]?|0)(?:8[0-9]{1,2}|[2-79][0-9]{1,2})(?:[ .-]?[0-9]){5,10}(?![0-9])/g;
const REGIONS = "AA|AB|AD|AE|AG|BA|BB|BD|BE|BG|BH|BK|BL|BM|BN|BP|DA|DB|DC|DD|DE|DG|DH|DK|DL|DM|DN|DP|DR|DS|DT|DW|EA|EB|ED|KB|KH|KT|KU"
  + "|PA|PB|PG|PS|PT|[ABDEFGHKLMNPRSTWZ]";
const PLATE = new RegExp(`${EDGE}(?:${REGIONS})[ -]?[0-9]{2,4}[ -]?[A-Z]{1,3}${END}`, "g");
const SPOKEN_PLATE = new RegExp(
  `(?:plat(?: nomor)?|nopol|no\\.? ?pol|nomor polisi|mobil|motor)[ :]+((?:${REGIONS})[ -]?[0-9]{1,4}[ -]?[A-Z]{1,3})${END}`, "gid");
const TITLES = "pak|bapak|bpk|bu|ibu|haji|hajah|hj|kiai|kyai|k\\.h|kh|nyai|gus|lora|neng|ning|mas|mbak|bang|kang|cak|ustaz|ustadz"
  + "|ustad|ustadzah|bindara|rato|raden|tgk|tengku|teuku|daeng|sdr|sdri|saudara|saudari|alm|almarhum|almarhumah|drs|dra"
  + "|bernama|nama saya|atas nama|binti|bin";
const DAILY = /^(?:pak|bapak|bpk|bu|ibu|haji|kiai|kyai|lora|gus|bernama|nama saya)/i;
const WORD = "[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ'’`-]*";
const NAMED = new RegExp(`${EDGE}((?:${TITLES})\\.?(?: (?:${TITLES})\\.?)*)[ \\t]+(?=(${WORD}\\.?(?:[ \\t]+${WORD}\\.?){0,3}))`, "gid");
const ROLES = new Set(("camat lurah kades kepala bupati wakil wali walikota gubernur rt rw kadus klebun kalebun apel carik sekdes guru dosen "
  + "polisi kapolsek kapolres babinsa danramil dandim ketua anggota petugas panitia panwas kpps pps ppk kpu bawaslu calon "
  + "caleg timses ustaz ustadz kiai kyai haji imam modin dukun bidan dokter perawat sopir tukang penjual pemilik warga "
  + "desa dusun kampung kecamatan kabupaten kota rumah jalan masjid mushola langgar pondok sekolah sd smp sma tps "
  + "presiden menteri").split(" "));
const COMMON = new Set(("yang itu ini dan atau di ke dari untuk dengan pada adalah sudah belum akan sedang tidak bukan juga saja lagi semua "
  + "para ibu bapak anak istri suami tua muda sama ada datang pergi bilang kata mau bisa harus jangan kalau karena saat "
  + "waktu kami kita saya aku dia mereka tersebut begitu punya kandung pertiwi negara hamil rumah").split(" "));

function card(typed, before) {
  const digits = typed.replace(/[^0-9]/g, "");
  const [region, day, month] = [[0, 2], [6, 8], [8, 10]].map(([a, b]) => Number(digits.slice(a, b)));
  if (region < 11 || region > 96 || month < 1 || month > 12 || !((day >= 1 && day <= 31) || (day >= 41 && day <= 71))) return null;
  return /(?:\bkk\b|kartu keluarga)/i.test(before) ? "kk" : "nik";
}

function* numbers(text) {
  for (const match of text.matchAll(EMAIL)) yield { kind: "email", text: match[0], start: match.index };
  for (const match of text.matchAll(SIXTEEN)) {
    const kind = card(match[0], text.slice(Math.max(0, match.index - 30), match.index));
    if (kind) yield { kind, text: match[0], start: match.index };
  }
  for (const match of text.matchAll(PHONE)) yield { kind: "phone", text: match[0], start: match.index };
  for (const match of text.matchAll(PLATE)) yield { kind: "plate", text: match[0], start: match.index };
  for (const match of text.matchAll(SPOKEN_PLATE)) yield { kind: "plate", text: match[1], start: match.indices[1][0] };
}

const isLower = (letter) => letter !== letter.toUpperCase();

function nameIn(words, isDaily) {
  let end = 0;
  for (const { 0: word, index } of words.matchAll(new RegExp(WORD, "g"))) {
    const low = word.toLowerCase();
    if (ROLES.has(low) || (COMMON.has(low) && (isLower(word[0]) || end === 0))) break;
    if (isLower(word[0]) && !(isDaily && end === 0 && word.length >= 3)) break;
    end = index + word.length;
  }
  return words.slice(0, end);
}

function* names(text) {
  for (const match of text.matchAll(NAMED)) {
    const titles = match[1].toLowerCase().split(" ");
    if (new Set(titles).size < titles.length) continue; // "ibu ibu" are many
    const name = nameIn(match[2], DAILY.test(match[1]));
    if (name) yield { kind: "name", text: name, start: match.indices[2][0] };
  }
}

export function findings(text) {
  const taken = [];
  for (const one of [...numbers(text), ...names(text)]) {
    if (!taken.some((t) => one.start < t.start + t.text.length && t.start < one.start + one.text.length)) taken.push(one);
  }
  return taken.sort((a, b) => a.start - b.start);
}

export const covered = (text, found) =>
  [...found].reverse().reduce((whole, { kind, text: piece, start }) => whole.slice(0, start) + COVERS[kind] + whole.slice(start + piece.length), text);

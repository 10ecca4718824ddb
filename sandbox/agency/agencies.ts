import { createHmac } from 'node:crypto'
import { communes, type Commune } from '../people/units.ts'

/** An authority that receives dossiers. Every commune of the sandbox has its police and its people's committee, every province its police. */
export interface Agency {
  id: string
  /** Synthetic e-identification: real ones begin with H or G (Decision 20/2020/QĐ-TTg). */
  code: string
  kind: 'commune-police' | 'commune-committee' | 'province-police'
  province: string
  commune: string
  title: { vi: string, en: string }
  phone: string
}

export const agencies: readonly Agency[] = [
  ...communes.flatMap(commune => [police(commune), committee(commune)]),
  ...communes.filter((commune, index) => communes.findIndex(({ province }) => province === commune.province) === index).map(provincePolice),
]

/** Its seat is where the sandbox first knows a commune of the province. */
function provincePolice({ province, provinceName, code }: Commune): Agency {
  return {
    id: `police-${province}`,
    code: `T${province}.CA`,
    kind: 'province-police',
    province,
    commune: code,
    title: { vi: `Công an ${inSentence(provinceName)}`, en: `Police of ${provinceName}` },
    phone: '0900001114',
  }
}

function police(commune: Commune): Agency {
  return {
    id: `police-${commune.code}`,
    code: `T${commune.province}.${commune.code}.CA`,
    kind: 'commune-police',
    province: commune.province,
    commune: commune.code,
    title: { vi: `Công an ${inSentence(commune.name)}`, en: `Police of ${commune.name}` },
    phone: '0900001113',
  }
}

function committee(commune: Commune): Agency {
  return {
    id: `committee-${commune.code}`,
    code: `T${commune.province}.${commune.code}.UB`,
    kind: 'commune-committee',
    province: commune.province,
    commune: commune.code,
    title: { vi: `Ủy ban nhân dân ${inSentence(commune.name)}`, en: `People’s Committee of ${commune.name}` },
    phone: '0900001022',
  }
}

/** "Phường Cầu Giấy" → "phường Cầu Giấy" */
function inSentence(name: string): string {
  return name.replace(/^./, letter => letter.toLocaleLowerCase('vi'))
}

/** Tokens and PINs of an agency, from one key that is made at set-up. */
export function agencySecret(key: string, agencyId: string, use: 'backend' | 'callback' | 'seal-pin'): string {
  const derived = createHmac('sha256', key).update(`${use}/${agencyId}`).digest()
  return use === 'seal-pin' ? String(derived.readUInt32BE(0) % 1_000_000).padStart(6, '0') : derived.toString('base64url')
}

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Judgement { indication: string, subIndication: string, level: string, remarks: string }
export interface JudgedFile { name: string, pdf: Uint8Array, password?: string }

const project = join(import.meta.dirname, 'eu-dss')

function maven(...args: string[]) {
  return spawnSync('mvn', ['-q', '-B', '-f', join(project, 'pom.xml'), ...args], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
}

/** Null when EU DSS can be asked here, else why not: it needs Java, Maven and (the first time) Maven Central. */
export function whyNoEuDss(): string | null {
  for (const tool of ['java', 'mvn']) if (spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0) return `${tool} is not installed`
  const { status, stdout } = maven('compile')
  return status === 0 ? null : `Maven could not build the referee: ${stdout.trim().split('\n').at(-1) ?? ''}`
}

/** What EU DSS says about each signature and document time-stamp, by file name, in its order. */
export function askEuDss(files: readonly JudgedFile[], { anchors, lists }: { anchors: readonly Uint8Array[], lists: readonly Uint8Array[] }): Map<string, Judgement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'motlan-eu-dss-'))
  try {
    const put = (place: string, contents: readonly Uint8Array[]) => {
      mkdirSync(join(folder, place))
      contents.forEach((content, index) => writeFileSync(join(folder, place, `${index}.der`), content))
    }
    put('trust', anchors)
    put('lists', lists)
    put('files', [])
    for (const { name, pdf } of files) writeFileSync(join(folder, 'files', `${name}.pdf`), pdf)
    writeFileSync(join(folder, 'list'), files.map(({ name, password }) => `${join(folder, 'files', `${name}.pdf`)}\t${password ?? ''}`).join('\n'))
    return readJudgements(runReferee('motlan.Referee', ['trust', 'lists', 'list'].map(place => join(folder, place))), join(folder, 'files'))
  }
  finally {
    rmSync(folder, { recursive: true })
  }
}

/** What a class of the referee's project prints. Arguments without spaces. */
export function runReferee(mainClass: string, args: readonly string[]): string {
  const { status, stdout, stderr } = maven('compile', 'exec:java', `-Dexec.mainClass=${mainClass}`, `-Dexec.args=${args.join(' ')}`)
  if (status !== 0) throw new Error(`EU DSS did not judge: ${stdout.slice(-2000)}${stderr.slice(-2000)}`)
  return stdout
}

function readJudgements(output: string, folder: string): Map<string, Judgement[]> {
  const judgements = new Map<string, Judgement[]>()
  // Maven may put colours before the first line.
  for (const line of output.split('\n').filter(one => one.includes(folder))) {
    const [file = '', , indication = '', subIndication = '', level = '', remarks = ''] = line.slice(line.indexOf(folder)).split('\t')
    const name = file.slice(folder.length + 1, -'.pdf'.length)
    judgements.set(name, [...judgements.get(name) ?? [], { indication, subIndication, level, remarks }])
  }
  return judgements
}

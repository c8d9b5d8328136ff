import { beforeAll, describe, expect, it } from 'vitest';
import { checkExamples } from '../../scripts/docs/examples.mjs';
import { checkFacts, checkMentioned } from '../../scripts/docs/facts.mjs';
import { checkLinks } from '../../scripts/docs/links.mjs';
import { anchorsOf, parsePage } from '../../scripts/docs/markdown.mjs';
import { checkNumbers, createNumberSource, updateNumbers } from '../../scripts/docs/numbers.mjs';
import { checkSnippets } from '../../scripts/docs/snippets.mjs';
import { checkSources, updateSources } from '../../scripts/docs/sources.mjs';
import { compareTwins } from '../../scripts/docs/twins.mjs';

const root = process.cwd();
const fenced = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\`\n`;

describe('reading a document', () => {
  it('finds code blocks with what a comment declares for them', () => {
    const page = parsePage('a.md', `# A\n\n<!-- snippet: declare const x: 1; -->\n\n${fenced('ts', 'x;\nx;')}`);
    expect(page.blocks).toEqual([
      { language: 'ts', code: 'x;\nx;', line: 5, hidden: 'declare const x: 1;', source: '' },
    ]);
  });

  it('sees no links, headings or numbers inside code', () => {
    const page = parsePage('a.md', `${fenced('md', '# no\n[no](no.md) 1 <!-- number: no -->')}\`[no](no.md)\`\n`);
    expect([page.headings, page.links, page.numbers]).toEqual([[], [], []]);
  });

  it('names headings as GitHub does, in any language, and counts those that repeat', () => {
    const page = parsePage('a.md', '## Size & speed\n## `code`, here\n## 体积与速度\n## Size & speed\n');
    expect([...anchorsOf(page)]).toEqual(['size--speed', 'code-here', '体积与速度', 'size--speed-1']);
  });
});

describe('snippets', () => {
  const imports = "import { isVerified } from 'aicc-support';\n";
  const inPage = (code: string) => fenced('html', `<script src="x.js"></script>\n<script>\n  ${code}\n</script>`);
  const pages = {
    'right.md': `<!-- snippet: declare function unlock(yes: boolean): void; -->\n\n${fenced(
      'ts',
      `${imports}unlock(isVerified({ verifyResult: '1' }));`,
    )}`,
    'wrong.md': `Text\n\n${fenced('ts', `${imports}\nisVerified(1);`)}`,
    'entry.md': fenced('js', "import 'aicc-support/softphone';"),
    'global.md': inPage("AICCSupport.getVerifyResult('A').verifyResult === '1';"),
    'number.md': inPage("AICCSupport.getVerifyResult('A').verifyResult === 1;"),
    'json.md': fenced('json', '{ "verifyReturn3:"","" }'),
  };
  let problems: string[] = [];
  const of = (file: keyof typeof pages): string[] => problems.filter((problem) => problem.startsWith(`${file}:`));

  // The compiler starts once for all.
  beforeAll(() => {
    ({ problems } = checkSnippets(Object.entries(pages).map(([file, text]) => parsePage(file, text))));
  }, 120_000);

  it('may use what the package exports, and what a comment declares', () => {
    expect(of('right.md')).toEqual([]);
  });

  it('are refused where they do not compile, with the line of the document', () => {
    expect(of('wrong.md')).toEqual([expect.stringMatching(/^wrong\.md:6: /)]);
  });

  it('may not import an entry that the package does not have', () => {
    expect(of('entry.md')).toEqual([expect.stringContaining('aicc-support/softphone')]);
  });

  it('find the global in scripts of a page, with its types', () => {
    expect(of('global.md')).toEqual([]);
    expect(of('number.md')).toEqual([expect.stringMatching(/^number\.md:4: .*no overlap/)]);
  });

  it('are JSON where they say so', () => {
    expect(of('json.md')).toHaveLength(1);
  });
});

describe('examples in comments', () => {
  it('may leave names unmade, but name no option that is not there', () => {
    const comment = (code: string) => `/**\n * Text.\n *\n * @example\n * ${code}\n */\nexport const x = 1;\n`;
    const { count, problems } = checkExamples([
      { file: 'src/right.ts', text: comment("httpTransport({ baseUrl: '/aicc', getToken });") },
      { file: 'src/wrong.ts', text: comment("httpTransport({ url: '/aicc', getToken });") },
    ]);
    expect(count).toBe(2);
    expect(problems).toEqual([expect.stringMatching(/^src\/wrong\.ts:5: .*'url' does not exist/)]);
  }, 120_000);
});

describe('copies of files', () => {
  it('are held to their file, with the package by its name', () => {
    const stale = `<!-- source: test/unit/docs-recipe-testing.test.ts -->\n\n${fenced('ts', 'stale')}`;
    expect(checkSources(parsePage('a.md', stale), root)).toEqual([
      'a.md:3: is not what test/unit/docs-recipe-testing.test.ts holds',
    ]);
    const fresh = updateSources(stale, root);
    expect(fresh).toContain("from 'aicc-support/testing';");
    expect(checkSources(parsePage('a.md', fresh), root)).toEqual([]);
  });
});

describe('links', () => {
  const check = (readme: string, ...others: [file: string, text: string][]) =>
    checkLinks([parsePage('README.md', readme), ...others.map(([file, text]) => parsePage(file, text))], root).problems;

  it('lead to files that exist', () => {
    expect(check('[a](package.json) [b](src/) [c](https://example.com)')).toEqual([]);
    expect(check('Text\n\n![x](nowhere.png)')).toEqual(['README.md:3: nowhere.png does not exist']);
  });

  it('lead to headings that exist', () => {
    expect(check('# One\n[a](#one)')).toEqual([]);
    expect(check('# One\n[a](#two)')).toEqual(['README.md:2: #two names no heading of README.md']);
  });

  it('reach every document, also by a detour', () => {
    const detour: [string, string] = ['docs/README.md', '[b](architecture.md)'];
    const end: [string, string] = ['docs/architecture.md', '# End'];
    expect(check('[a](docs/README.md)', detour, end)).toEqual([]);
    expect(check('# Alone', end)).toEqual(['docs/architecture.md:1: no link leads here from README.md']);
  });
});

describe('numbers', () => {
  const source = (name: string) => ({ 'size.x': 7.8412, 'floor.y': '15.4' })[name];
  const check = (text: string) => checkNumbers([parsePage('a.md', text)], source).problems;

  it('are those of their source, rounded as they are written', () => {
    expect(check('7.8 kB <!-- number: size.x --> or 7.84 <!-- number: size.x -->')).toEqual([]);
    expect(check('7.9 kB <!-- number: size.x -->')).toEqual(['a.md:1: size.x is 7.8, not 7.9']);
    expect(check('Safari 15.4 <!-- number: floor.y -->')).toEqual([]);
    expect(check('1 <!-- number: nowhere -->')).toEqual(['a.md:1: there is no source for nowhere']);
  });

  it('come from package.json and the size gate, which measures only what is quoted', async () => {
    const measured: string[] = [];
    const measure = async () => {
      measured.push('sizes');
      return [{ name: 'error class with its codes', size: 345 }];
    };
    const quiet = await createNumberSource(root, measure, [parsePage('a.md', '20 <!-- number: node -->')]);
    expect([quiet('node'), quiet('floor.chrome'), quiet('limit.errors'), quiet('nowhere')]).toEqual([
      '20',
      '98',
      1.2,
      undefined,
    ]);
    expect(measured).toEqual([]);
    const asking = await createNumberSource(root, measure, [parsePage('a.md', '1 kB <!-- number: size.errors -->')]);
    expect(asking('size.errors')).toBe(0.345);
  });

  it('can be written anew', () => {
    const page = parsePage('a.md', '| 1.0 kB <!-- number: size.x --> | 2 kB |\n');
    expect(updateNumbers(page, source)).toBe('| 7.8 kB <!-- number: size.x --> | 2 kB |\n');
  });
});

describe('two languages', () => {
  const ours = parsePage('README.md', `# A\n\n1 <!-- number: n --> [x](docs/a.md)\n\n${fenced('sh', 'npm start')}`);
  const twin = (text: string) => compareTwins(ours, parsePage('README.zh-CN.md', text));

  it('say the same', () => {
    const text = `# 甲\n\n[x](docs/a.md)：1 <!-- number: n -->\n\n${fenced('sh', 'npm start')}`;
    expect(twin(text)).toEqual([]);
  });

  it('do not differ in headings, snippets, numbers, links or lists', () => {
    const text = `## 甲\n\n- 2 <!-- number: n --> [x](docs/b.md)\n\n${fenced('sh', 'npm test')}`;
    expect(twin(text).map((problem) => /its (.+) differ/.exec(problem)?.[1])).toEqual([
      'headings',
      'snippets',
      'numbers',
      'links',
      'list items',
    ]);
  });
});

describe('facts', () => {
  const facts = {
    version: '0.1.0',
    node: '20',
    floor: { chrome: '98' },
    errorCodes: new Set(['net/timeout']),
    sources: new Set(['server/feed']),
    names: new Set(['call.dial']),
    scripts: new Set(['build']),
    attributes: new Set(['log']),
  };
  const check = (text: string, file = 'README.md') => checkFacts(parsePage(file, text), facts);

  it('are those of the package', () => {
    expect(check('Node 20, Chrome 98, aicc-support@0.1.0, npm run build, `net/timeout`, `call.dial`')).toEqual([]);
    expect(check('Node 18')).toEqual(['README.md:1: Node 18: package.json says 20']);
    expect(check('Chrome 100')).toEqual(['README.md:1: Chrome 100: the floor in package.json is 98']);
    expect(check('aicc-support@1.0.0')).toHaveLength(1);
    expect(check('npm run fly')).toHaveLength(1);
  });

  it('name only error codes, operations and events that exist', () => {
    expect(check('`net/timeout` `server/feed` `call.dial`')).toEqual([]);
    expect(check('`net/timeouts`')).toEqual(['README.md:1: no error code is net/timeouts']);
    expect(check('`call.fly`')).toEqual(['README.md:1: no operation or event is call.fly']);
  });

  it('name only attributes that our script reads', () => {
    expect(check(fenced('html', '<script src="x" data-log="info"></script>'))).toEqual([]);
    expect(check(fenced('html', '<script src="x" data-origin="y"></script>'))).toHaveLength(1);
  });

  it('leave out nothing that can be imported', () => {
    const faces = {
      'src/index.ts': "export { connect, type Options } from './a.js';\nexport {\n  serve,\n} from './b.js';",
    };
    expect(checkMentioned([parsePage('a.md', '`connect` and `serve`')], faces)).toEqual([]);
    expect(checkMentioned([parsePage('a.md', '`connect`, served')], faces)).toEqual([
      'src/index.ts: no document speaks of serve',
    ]);
  });

  it('may be older where a document looks back', () => {
    expect(check('Node 22', 'docs/decisions/0001-a.md')).toEqual([]);
  });
});

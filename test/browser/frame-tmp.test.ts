import { it } from 'vitest';
it('x', async () => { 
  for (const u of ['/test/support/frames/contract-center.xhtml', '/test/support/frames/contract-center.ts']) {
    const r = await fetch(u); console.log(r.status, r.headers.get('content-type'), (await r.text()).slice(0, 700));
  }
  const f = document.createElement('iframe'); f.src = `/test/support/frames/contract-center.xhtml?guest=`+encodeURIComponent(location.origin); document.body.append(f);
  await new Promise((r)=>f.onload=r);
  f.contentWindow!.addEventListener('error', (e) => console.log('ERR', e.message));
  console.log(f.contentDocument!.documentElement.outerHTML);
  try { await (f.contentWindow as any).eval('import("/test/support/frames/contract-center.ts")'); console.log('imported') } catch (e) { console.log('IMPORT', String(e)); }
});

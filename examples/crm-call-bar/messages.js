// @ts-check
/** All that the CRM says, in the languages of the demo. The bar brings its own words. */

import { signInMessages } from '../shared/sign-in.js';

const en = {
  ...signInMessages.en,
  pageTitle: 'Example Goods CRM · agent {workNo}',
  skip: 'Skip to the open customer',
  title: 'Example Goods · customers',
  agentName: '{name} ({workNo})',
  openPhone: 'Customer’s phone',
  openColleague: 'Second agent',
  openFirst: 'First agent',

  listHeading: 'Customers',
  search: 'Search by name, company or number',
  found: '{count} of {total} customers',
  dial: 'Call {name} at {number}',

  nobodyHeading: 'No customer is open',
  nobody: 'Choose a customer, or wait for a call.',
  unknownName: 'Unknown number {number}',
  'fact.company': 'Company',
  'fact.number': 'Number',
  'fact.city': 'City',
  'fact.order': 'Newest order',
  pastHeading: 'Calls in this session',

  about: 'About',
  'call.ringing': 'Ringing',
  'call.dialing': 'Dialling',
  'call.talking': 'Talking',
  'call.held': 'On hold',
  'call.consulting': 'Consulting',
  'call.conference': 'Conference',
  'call.ended': 'Call over',

  logHeading: 'Call log',
  noCalls: 'No calls yet. The log is kept until the page closes.',
  line: '{direction} · {time} · {how}',
  'direction.in': 'Inbound',
  'direction.out': 'Outbound',
  'direction.internal': 'Internal',
  colleague: 'Colleague {workNo}',
  talked: '{duration} · {how}',
  'end.agent': 'agent hung up',
  'end.customer': 'other side hung up',
  'end.no-answer': 'not answered',
  'end.rejected': 'rejected',
  'end.busy': 'busy',
  'end.failed': 'failed',
  'end.transferred': 'transferred',
  'end.merged': 'joined to the conference',
  'end.conference': 'conference over',
  'end.unknown': 'over',

  settingsHeading: 'When a call arrives',
  ringTone: 'Ring tone',
  notify: 'Desktop notification',
  notifyDenied: 'The browser does not allow notifications.',
  ringsHere: 'Of all tabs, this one rings.',
  ringsElsewhere: 'Another tab rings.',
  rang: 'Calls that rang here: {count}',

  'say.incoming': '{name} is calling. Their card is open.',
  'say.waiting': '{name} is waiting.',
  'say.over': 'The call with {name} is over.',
};

/** @type {Record<keyof typeof en, string>} */
const zh = {
  ...signInMessages['zh-CN'],
  pageTitle: '示例商贸 CRM · 座席 {workNo}',
  skip: '跳到打开的客户',
  title: '示例商贸 · 客户',
  agentName: '{name}（{workNo}）',
  openPhone: '客户电话',
  openColleague: '第二位座席',
  openFirst: '第一位座席',

  listHeading: '客户列表',
  search: '按姓名、公司或号码搜索',
  found: '{total} 位客户中的 {count} 位',
  dial: '呼叫 {name}，号码 {number}',

  nobodyHeading: '未打开客户',
  nobody: '请选择客户，或等待来电。',
  unknownName: '未知号码 {number}',
  'fact.company': '公司',
  'fact.number': '号码',
  'fact.city': '城市',
  'fact.order': '最近订单',
  pastHeading: '本次会话中的通话',

  about: '客户',
  'call.ringing': '振铃',
  'call.dialing': '呼叫中',
  'call.talking': '通话中',
  'call.held': '已保持',
  'call.consulting': '咨询中',
  'call.conference': '会议中',
  'call.ended': '通话结束',

  logHeading: '通话记录',
  noCalls: '暂无通话。记录保留到页面关闭。',
  line: '{direction} · {time} · {how}',
  'direction.in': '呼入',
  'direction.out': '呼出',
  'direction.internal': '内部',
  colleague: '同事 {workNo}',
  talked: '{duration} · {how}',
  'end.agent': '座席挂断',
  'end.customer': '对方挂断',
  'end.no-answer': '未接听',
  'end.rejected': '已拒接',
  'end.busy': '忙线',
  'end.failed': '呼叫失败',
  'end.transferred': '已转接',
  'end.merged': '已并入会议',
  'end.conference': '会议结束',
  'end.unknown': '已结束',

  settingsHeading: '来电时',
  ringTone: '铃声',
  notify: '桌面通知',
  notifyDenied: '浏览器不允许通知。',
  ringsHere: '由此标签页振铃。',
  ringsElsewhere: '由另一个标签页振铃。',
  rang: '在此振铃的来电：{count}',

  'say.incoming': '{name} 来电，已打开其资料。',
  'say.waiting': '{name} 正在等待。',
  'say.over': '与 {name} 的通话已结束。',
};

/** @typedef {keyof typeof en} Key */

export const messages = { en, 'zh-CN': zh };

import { AmazonConnectApp } from '@amazon-connect/app';
import { ContactClient } from '@amazon-connect/contact';
import { VoiceClient } from '@amazon-connect/voice';

const { provider } = AmazonConnectApp.init({ onCreate: () => Promise.resolve() });
export const contact = new ContactClient(provider);
void new VoiceClient(provider).getInitialCustomerPhoneNumber('contact-1').then(console.log);

import { connect, WindowMessenger } from 'penpal';

const messenger = new WindowMessenger({ remoteWindow: parent, allowedOrigins: ['https://workbench.example.com'] });
/** @type {import('penpal').Connection<{ getVerifyResult(code: string): string }>} */
const connection = connect({ messenger });
void connection.promise.then((remote) => remote.getVerifyResult('RETAIL_OTP')).then(console.log);

export interface WatchedPorts {
  /** All that this page was given or made, oldest first. */
  readonly ports: MessagePort[];
  /** All that came over them. */
  readonly received: unknown[];
}

/**
 * Lets a test read and write beside the SDK. A port reaches a page in a message, or is made by it, depending on which
 * side leads the handshake.
 */
export function watchPorts(): WatchedPorts {
  const ports: MessagePort[] = [];
  const received: unknown[] = [];
  const watch = (port: MessagePort): void => {
    ports.push(port);
    port.addEventListener('message', (event: MessageEvent<unknown>) => received.push(event.data));
  };
  addEventListener('message', (event) => {
    event.ports.forEach(watch);
  });
  window.MessageChannel = class extends MessageChannel {
    constructor() {
      super();
      watch(this.port1);
    }
  };
  return { ports, received };
}

import { app } from '@microsoft/teams-js';

void app
  .initialize(['https://workbench.example.com'])
  .then(() => app.getContext())
  .then(console.log);

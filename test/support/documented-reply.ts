/**
 * The reply to an exchange as the vendor's guide prints it, with its sample token: issued in 2021 for 30 days, to nobody.
 * The key that signed it is not ours, so that its signature proves nothing here.
 */
export const documentedReply = {
  access_token: [
    'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwOi8vZGV2ZWxvcGVyLnJoaW5va2Vlbi5jb20iLCJleHAiOjE',
    '2MjY5NDY2OTUsInVzZXJfbmFtZSI6ImZ1eXVuLXRlc3QtdXNlciIsImp0aSI6ImQ0YmQ4MTM1LTZmZjYtNDZiNi05YTg2LTQ2MWN',
    'kMGVjNDI4NyIsImNsaWVudF9pZCI6ImlkcF90ZXN0XzE2UTRveiIsInNjb3BlIjpbImZ1eXVuLWRldiJdfQ.cDE0EuZaBRwsNf7W',
    'rbIPsZhw9juk5dpA2GtCEJ4WHf-iwz8tp9xnX4Kb4jmJqwtWjtrvz0mDeU8uFB31oiz4FzRQb30qhaCeJo7totjwZfTr4bI6bd8a',
    'fb5C3kypgQUYAyg3wkMzF-6nKgnN_a9YViWp2vO1lq3gH7I5vA5CX6bACWu8OO7LtaD-nKf6JRCcdwY2CWDq_jl43mjz_oek0c8M',
    'BcnLL11PAk5VnZRYg7pO6AhPOUkqyAqwbBGcgkEw3pNR1aSTbL8-u69RczKaEgXB_lusshLEXeRK6uNlO8SZzx2BR0AG3nHSG9dA',
    'GEdaWMhPUR4gY488k4SYPFNNEQ',
  ].join(''),
  token_type: 'bearer',
  expires_in: 2591999,
  scope: 'fuyun-dev',
  iss: 'http://developer.rhinokeen.com',
  jti: 'd4bd8135-6ff6-46b6-9a86-461cd0ec4287',
};

/**
 * The webhooks of the retail authentication component, by their documented names. As tags of a standard webhook they are
 * our choice: which tags an agent uses is the agent's. `verifyOtp` is not the component's, which compares the code
 * itself: it is ours.
 *
 * The parameters on the wire are those that are documented (`phone_number`, `channel`, `email`, `all_recent_order_id`,
 * `user_first_name`, `generated_otp`, `auth_level`, `transfer_reason`), and ours (`user_found`, `auth_phone_number`, and
 * what begins with `otp`) for what those have no words for: that nobody has the number, whom a level was proven for, and
 * a code that the agent never gets to see.
 */
export const retailWebhooks = {
  verifyUserDetails: 'prebuilt_components_retail_authentication:verify_user_details',
  sendOtp: 'prebuilt_components_retail_authentication:send_otp',
  verifyOtp: 'prebuilt_components_retail_authentication:verify_otp',
} as const;

import { css } from 'lit';

export const avatarStyles = css`
  .avatar {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 42px;
    block-size: 42px;
    border-radius: 50%;
    overflow: hidden;
    background: #0f6b64;
    color: #fff;
    font-size: 1.15em;
    font-weight: 600;
    line-height: 1;
    user-select: none;
  }
  .avatar img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .hue-1 {
    background: #2f5d9e;
  }
  .hue-2 {
    background: #7a4a9c;
  }
  .hue-3 {
    background: #a0473a;
  }
`;

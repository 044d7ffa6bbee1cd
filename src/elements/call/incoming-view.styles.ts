import { css } from 'lit';

export const incomingStyles = css`
  .pop-up {
    inset-block-start: max(16px, env(safe-area-inset-top));
    inset-inline: 0;
    inline-size: min(400px, calc(100vw - 24px));
    border: 1px solid color-mix(in srgb, var(--_on-ring) 30%, transparent);
    border-radius: 24px;
    background: linear-gradient(150deg, var(--_ring), var(--_ring-deep));
    color: var(--_on-ring);
    box-shadow: 0 10px 44px rgb(6 60 25 / 45%);
    animation: pop-in 0.35s cubic-bezier(0.2, 0.9, 0.3, 1.35);
  }
  .ringing {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    gap: 14px;
    padding: 18px;
  }
  .bell {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 56px;
    block-size: 56px;
    border-radius: 50%;
    background: rgb(255 255 255 / 18%);
    font-size: 21px;
    animation: bounce 1.1s infinite;
  }
  .bell::before {
    content: '';
    position: absolute;
    z-index: -1;
    inset: 0;
    border-radius: 50%;
    background: rgb(255 255 255 / 40%);
    animation: halo 1.6s infinite ease-out;
  }
  .caller {
    min-inline-size: 0;
  }
  .caller p {
    margin: 0;
  }
  .caller .title {
    overflow-wrap: anywhere;
    font-size: 1.14em;
    font-weight: 650;
  }
  .caller .kind {
    font-size: 0.92em;
  }
  .hear {
    grid-column: 1 / -1;
  }
  .answers {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 10px;
  }
  .answers button {
    min-block-size: 48px;
  }
  .accept {
    background: #fff;
    color: #14532d;
  }
  .reject {
    background: #b42318;
    color: #fff;
  }
  @keyframes pop-in {
    from {
      opacity: 0;
      transform: translateY(-24px) scale(0.85);
    }
  }
  @keyframes bounce {
    0%,
    50%,
    100% {
      transform: none;
    }
    15% {
      transform: translateY(-7px) rotate(-12deg);
    }
    30% {
      transform: translateY(-2px) rotate(10deg);
    }
    40% {
      transform: translateY(-4px) rotate(-5deg);
    }
  }
  @keyframes halo {
    to {
      opacity: 0;
      transform: scale(1.64);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .pop-up,
    .bell,
    .bell::before {
      animation: none;
    }
    .bell::before {
      display: none;
    }
  }
`;
